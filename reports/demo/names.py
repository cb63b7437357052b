"""First names and surnames to combine: lists of our own, common in France, of nobody."""

from reports.demo.chance import Random

SURNAMES = """
Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre
Michel Garcia David Bertrand Roux Vincent Fournier Morel Girard André Lefèvre Mercier Dupont
Lambert Bonnet François Martinez Legrand Garnier Faure Rousseau Blanc Guérin Muller Henry Roussel
Nicolas Perrin Morin Mathieu Clément Gauthier Dumont Lopez Fontaine Chevalier Robin Masson Sanchez
Gérard Nguyen Boyer Denis Lemaire Duval Joly Gautier Roger Roche Roy Noël Meyer Lucas Meunier
Marchand Dufour Blanchard Marie Barbier Brun Dumas Brunet Schmitt Leroux Colas Fernandez Pierre
Renard Arnaud Rolland Caron Aubert Giraud Leclerc Vidal Bourgeois Renaud Lemoine Picard Gaillard
Philippe Leclercq Lacroix Fabre Dupuis Olivier Rodriguez Silva Hubert Louis Charles Guillot Rivière
Guillaume Adam Rey Moulin Gonzalez Berger Lecomte Menard Fleury Deschamps Carpentier Julien Benoît
Paris Maillard Marchal Aubry Vasseur Renault Le Goff Petitjean Jacquet Collet Prévost Poirier
Charpentier Royer Huet Baron Dupuy Pons Paul Lainé Carré Breton Rémy Schneider Perrot Guyot Barré
Marty Cousin Diallo Traoré Benali Haddad Kone Cissé Costa Ferreira Pereira Popescu Kaya Ahmed
Bouvier Besnard Hamel Lebrun Bisson Auvray Lecoq Hébert Launay Levêque Gouin Pichon Vallée Hamon
Chauvin Lemonnier Bazin Delaunay Toutain Leconte Heuzé Guesdon Lelièvre Duchemin Loisel Fouquet
Prunier Salles Tessier Vautier Yvon
""".replace("Le Goff", "Le_Goff").split()

WOMEN = """
Nathalie Isabelle Sylvie Catherine Christine Valérie Sandrine Véronique Stéphanie Sophie Céline
Laurence Karine Delphine Aurélie Émilie Julie Virginie Laetitia Élodie Sabrina Mélanie Jennifer
Audrey Vanessa Angélique Cindy Laura Marion Pauline Amandine Justine Charlotte Manon Mélissa Anaïs
Marine Alexandra Jessica Lucie Fanny Coralie Morgane Océane Chloé Fatima Samira Aminata Maria
Ludivine Magali Corinne Patricia Brigitte Martine Sonia Nadège Séverine Gaëlle
""".split()

MEN = """
Philippe Pascal Thierry Éric Laurent Frédéric Christophe Stéphane David Olivier Sébastien Nicolas
Jérôme Julien Mickaël Cédric Ludovic Fabrice Franck Anthony Kévin Alexandre Jonathan Guillaume
Benjamin Romain Florian Jérémy Dylan Maxime Thomas Quentin Damien Arnaud Vincent Mathieu Grégory
Bruno Patrick Dominique Gilles Didier Hervé Jean-Luc Mohamed Karim Ibrahim Mamadou Yann Steven
Bryan Tony Johnny Loïc Aurélien Rémi Fabien Samuel Xavier Denis
""".split()

GIRLS = """
Emma Léa Chloé Manon Inès Jade Louise Lola Camille Zoé Lina Sarah Clara Romane Éva Ambre Anna
Juliette Alice Rose Mila Maëlys Lou Nina Margaux Agathe Elsa Louna Kelly Maya Célia Noémie
""".split()

BOYS = """
Lucas Enzo Nathan Mathis Louis Jules Hugo Raphaël Gabriel Arthur Ethan Noah Tom Théo Léo Adam
Timéo Clément Maël Sacha Nolan Evan Yanis Axel Antoine Liam Mathéo Gabin Robin Rayan Kylian Malo
""".split()


def surname(rng: Random) -> str:
    return rng.choice(SURNAMES).replace("_", " ")


def given_name(rng: Random, *, woman: bool, child: bool, taken: set[str]) -> str:
    """A first name nobody bears yet in the household."""
    names = (GIRLS if woman else BOYS) if child else (WOMEN if woman else MEN)
    free = [name for name in names if name not in taken]
    name = rng.choice(free)
    taken.add(name)
    return name
