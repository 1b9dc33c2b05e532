/* SPDX-License-Identifier: ISC */
#include "indexer/apply/words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* In the order of strcmp(), as they are searched. */

static const char *const genres[] = {
	"Acoustic",
	"Alternative",
	"Ambient",
	"Audiobooks",
	"Blues",
	"Classical",
	"Comedy",
	"Country",
	"Dancehall",
	"Deep House",
	"Devotional",
	"Disco",
	"Downtempo",
	"Drum & Bass",
	"Dubstep",
	"Electro",
	"Electronic",
	"Experimental",
	"Folk",
	"Funk",
	"Future Bass",
	"Future House",
	"Glitch Hop",
	"Hardstyle",
	"Hip-Hop/Rap",
	"House",
	"Hyperpop",
	"Jazz",
	"Jersey Club",
	"Jungle",
	"Kids",
	"Latin",
	"Lo-Fi",
	"Metal",
	"Moombahton",
	"Podcasts",
	"Pop",
	"Progressive House",
	"Punk",
	"R&B/Soul",
	"Reggae",
	"Rock",
	"Soundtrack",
	"Spoken Word",
	"Tech House",
	"Techno",
	"Trance",
	"Trap",
	"Tropical House",
	"Vaporwave",
	"World",
};

static const char *const moods[] = {
	"Aggressive",
	"Brooding",
	"Cool",
	"Defiant",
	"Easygoing",
	"Empowering",
	"Energizing",
	"Excited",
	"Fiery",
	"Gritty",
	"Melancholy",
	"Other",
	"Peaceful",
	"Romantic",
	"Rowdy",
	"Sensual",
	"Sentimental",
	"Serious",
	"Sophisticated",
	"Stirring",
	"Tender",
	"Upbeat",
	"Yearning",
};

static const char *const reserved[] = {
	"200",
	"204",
	"400",
	"404",
	"account",
	"api",
	"artist",
	"artists",
	"billing",
	"collection",
	"collections",
	"crypto",
	"curated",
	"discover",
	"embed",
	"error",
	"follow",
	"following",
	"genre",
	"genres",
	"inbox",
	"libraries",
	"library",
	"like",
	"likes",
	"message",
	"mood",
	"moods",
	"next",
	"notification",
	"options",
	"payment",
	"podcast",
	"podcasts",
	"radio",
	"repost",
	"reposts",
	"search",
	"share",
	"social",
	"stations",
	"stats",
	"suggested",
	"suggestions",
	"support",
};

static const char *const keys[] = {
	"A flat major",
	"A flat minor",
	"A major",
	"A minor",
	"B flat major",
	"B flat minor",
	"B major",
	"B minor",
	"C major",
	"C minor",
	"D flat major",
	"D flat minor",
	"D major",
	"D minor",
	"E flat major",
	"E flat minor",
	"E major",
	"E minor",
	"F major",
	"F minor",
	"G flat major",
	"G flat minor",
	"G major",
	"G minor",
	"Silence",
};

static int
compare(const void *key, const void *elem)
{
	return strcmp(key, *(const char *const *)elem);
}

static bool
has(const char *const *list, size_t n, const char *word)
{
	return bsearch(word, list, n, sizeof(*list), compare) != NULL;
}

/* Whatever the case; the lists are short. */
static bool
has_any_case(const char *const *list, size_t n, const char *word)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcasecmp(list[i], word) == 0)
			return true;
	return false;
}

#define N(list) (sizeof(list) / sizeof((list)[0]))

bool
words_is_genre(const char *s)
{
	return has(genres, N(genres), s);
}

bool
words_is_musical_key(const char *s)
{
	return has(keys, N(keys), s);
}

bool
words_is_reserved(const char *handle_lc)
{
	return has(reserved, N(reserved), handle_lc) ||
	       has_any_case(genres, N(genres), handle_lc) ||
	       has_any_case(moods, N(moods), handle_lc);
}

bool
words_is_parental_warning(const char *s)
{
	static const char *const known[] = { "explicit",
		"explicit_content_edited", "no_advice_available",
		"not_explicit" };

	return has(known, N(known), s);
}

bool
words_is_refused(const char *text, bool all)
{
	static const char *const early[] = { "audius", "airdrop" };
	static const char *const late[] = { "audlus", "auduis", "auddius",
		"avdius", "audus" };
	size_t i;

	for (i = 0; i < N(early); i++)
		if (strstr(text, early[i]) != NULL)
			return true;
	for (i = 0; all && i < N(late); i++)
		if (strstr(text, late[i]) != NULL)
			return true;
	return false;
}
