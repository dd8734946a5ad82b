/** What is said in a language of its reader: texts, names behind ids, and what happened in sentences; for pages and for programs. */
@NullMarked
package fi.kiinni.query.words;

import org.jspecify.annotations.NullMarked;
