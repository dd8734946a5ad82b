@NullMarked
package fi.kiinni.query.report;

import org.jspecify.annotations.NullMarked;
