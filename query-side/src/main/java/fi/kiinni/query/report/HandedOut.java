package fi.kiinni.query.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The files of reports that were handed out, each with its digest, in a table that only grows: whoever has a file can be told whether it
 * is unchanged. The file itself is not kept. Asks the database: not for event loops.
 */
@Component
public final class HandedOut {

    /** So many of the same bytes are told. */
    private static final int MOST = 100;

    private static final String COLUMNS =
            "sha256, provider, report, initiative, address, title, format, language, bytes, by, at";

    private final JdbcClient jdbc;

    HandedOut(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A file that was handed out.
     *
     * @param address path and query of the same report as a page
     * @param language of the report
     * @param by who took it
     * @param at when they had been given all of it
     */
    public record Entry(
            String sha256,
            String provider,
            String report,
            @Nullable String initiative,
            String address,
            String title,
            String format,
            String language,
            long bytes,
            String by,
            Instant at) {

        private static Entry of(ResultSet row) throws SQLException {
            return new Entry(
                    row.getString("sha256"),
                    row.getString("provider"),
                    row.getString("report"),
                    row.getString("initiative"),
                    row.getString("address"),
                    row.getString("title"),
                    row.getString("format"),
                    row.getString("language"),
                    row.getLong("bytes"),
                    row.getString("by"),
                    row.getTimestamp("at").toInstant());
        }
    }

    /**
     * A file has been written to its end.
     *
     * @param address path and query of what it has in it
     */
    void add(Digested file, Report report, String address, String format, String by) {
        jdbc.sql(
                        "INSERT INTO handed_out (" + COLUMNS.replace(", at", "")
                                + ") VALUES (:sha256, :provider, :report, :initiative, :address, :title, :format, :language, :bytes, :by)")
                .param("sha256", file.hex())
                .param("provider", report.about().provider())
                .param("report", report.about().report())
                .param("initiative", report.about().initiative())
                .param("address", address)
                .param("title", report.title())
                .param("format", format)
                .param("language", report.language().getLanguage())
                .param("bytes", file.bytes())
                .param("by", by)
                .update();
    }

    /** Whenever a file of these very bytes was handed out of one of these providers' reports, the latest first. */
    public List<Entry> find(String sha256, Collection<String> providers) {
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM handed_out WHERE sha256 = :sha256 AND provider = ANY (:providers) ORDER BY id DESC LIMIT "
                        + MOST)
                .param("sha256", sha256)
                .param("providers", providers.toArray(String[]::new))
                .query((row, _) -> Entry.of(row))
                .list();
    }

    /**
     * What was handed out, the latest first.
     *
     * @param providers of whose reports it is told
     * @param seen those of them of which it is told who took what; of the others only what that person took
     */
    public List<Entry> latest(Collection<String> providers, Collection<String> seen, String by, int most) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM handed_out WHERE provider = ANY (:providers)"
                        + " AND (provider = ANY (:seen) OR by = :by) ORDER BY id DESC LIMIT :most")
                .param("providers", providers.toArray(String[]::new))
                .param("seen", seen.toArray(String[]::new))
                .param("by", by)
                .param("most", most)
                .query((row, _) -> Entry.of(row))
                .list();
    }

    /**
     * The file of that report which was handed out last; a list of what was counted in one of its figures is not the report.
     *
     * @param initiative absent: of all of the provider's
     */
    public Optional<Entry> last(String provider, String report, @Nullable String initiative) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM handed_out WHERE provider = :provider AND report = :report AND "
                        + (initiative == null ? "initiative IS NULL" : "initiative = :initiative")
                        + " AND address NOT LIKE :ofFigure ORDER BY id DESC LIMIT 1")
                .param("ofFigure", "%&" + Behind.ASKED + "=%")
                .param("provider", provider)
                .param("report", report)
                .param("initiative", initiative)
                .query((row, _) -> Entry.of(row))
                .optional();
    }
}
