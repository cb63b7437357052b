// Autocomplete fields ask by POST: each request carries the token of the form it serves.
"use strict";
{
  django.jQuery.ajaxSetup({
    beforeSend(request) {
      const token = document.querySelector("input[name=csrfmiddlewaretoken]");
      if (token) {
        request.setRequestHeader("X-CSRFToken", token.value);
      }
    },
  });
}
