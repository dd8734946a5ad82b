/**
 * The pages: views for people, in their language, without any script. A form sends its command to the public command
 * API with the user's own token; nothing is decided here.
 */
@NullMarked
package fi.kiinni.query.page;

import org.jspecify.annotations.NullMarked;
