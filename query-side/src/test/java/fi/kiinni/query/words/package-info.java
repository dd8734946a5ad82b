@NullMarked
package fi.kiinni.query.words;

import org.jspecify.annotations.NullMarked;
