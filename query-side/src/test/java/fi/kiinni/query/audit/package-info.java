@NullMarked
package fi.kiinni.query.audit;

import org.jspecify.annotations.NullMarked;
