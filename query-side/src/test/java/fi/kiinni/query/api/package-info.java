@NullMarked
package fi.kiinni.query.api;

import org.jspecify.annotations.NullMarked;
