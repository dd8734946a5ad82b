/** Reports that can be handed out: what they say, and the forms in which they say it. */
@NullMarked
package fi.kiinni.query.report;

import org.jspecify.annotations.NullMarked;
