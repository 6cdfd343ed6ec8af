app = paraphe
