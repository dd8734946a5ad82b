@NullMarked
package fi.kiinni.query.feed;

import org.jspecify.annotations.NullMarked;
