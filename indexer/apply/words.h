/* SPDX-License-Identifier: ISC */
/* Lists of words that the network's rules know. */
#ifndef DP_INDEXER_APPLY_WORDS_H
#define DP_INDEXER_APPLY_WORDS_H

#include <stdbool.h>

bool words_is_genre(const char *s);       /* exact case */
bool words_is_musical_key(const char *s); /* exact case */
bool words_is_parental_warning(const char *s);
/*
 * Does a handle or a name look as if it were the site's own?  text is in lower
 * case; all: also the misspelt words.
 */
bool words_is_refused(const char *text, bool all);
/* A word of the site, a genre or a mood: nobody's handle. */
bool words_is_reserved(const char *handle_lc);

#endif
