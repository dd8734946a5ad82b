package fi.kiinni.log;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Connections on which each statement is a transaction of its own: it sees what is committed when it begins, whatever isolation the caller's
 * transaction or the database is set to, and holds nothing afterwards.
 */
final class ReadConnection {

    private ReadConnection() {}

    static Connection of(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        if (!connection.getAutoCommit()) {
            connection.setAutoCommit(true);
        }
        return connection;
    }
}
