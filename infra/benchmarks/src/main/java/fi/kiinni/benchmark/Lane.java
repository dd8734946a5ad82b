package fi.kiinni.benchmark;

import java.io.IOException;
import java.sql.SQLException;

/** One of those that are compared: a way to do the same steps. */
interface Lane {

    String name();

    /** Somebody who takes one step after the other, each durable when the call returns. */
    interface Worker extends AutoCloseable {

        void step() throws Exception;

        @Override
        default void close() throws IOException, SQLException {}
    }

    Worker newWorker() throws Exception;
}
