"""Files about recipients and territory: stock, CNAF flux, decisions, communes, outlines."""
