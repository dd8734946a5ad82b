package fi.kiinni.query.report;

import java.io.IOException;
import java.io.OutputStream;

/** A form that a report takes outside of a page. */
public interface Form {

    /** Writes it piece by piece; the stream is left open. */
    void write(Report report, OutputStream out) throws IOException;
}
