package fi.kiinni.query.audit;

import de.siegmar.fastcsv.writer.CsvWriter;
import fi.kiinni.Actor;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.query.Exports;
import fi.kiinni.query.Patience;
import fi.kiinni.query.Reads;
import fi.kiinni.query.audit.AuditTrail.AuditEntry;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Whole;
import fi.kiinni.query.view.Past.Sought;
import fi.kiinni.query.words.Words;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that is sought in an initiative's audit trail, as a file. It is read and sent piece by piece, as it is taken; if the log cannot
 * be read on, the connection breaks off, so that nobody takes a part for the whole.
 */
@Component
public final class AuditExport implements AutoCloseable {

    public static final String CSV_TYPE = "text/csv";
    public static final String JSON_LINES_TYPE = "application/jsonl";

    /** So many are read for at the same time, so that commands and other reads keep most of the connections. */
    private static final int READERS = 2;

    private static final int MOST = 20;
    private static final Duration LESS_BUSY = Duration.ofSeconds(15);
    /** Bytes. */
    private static final int SLICE = 8_192;

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    /** The columns, in the order in which they are read; by the names of the entry's fields. */
    private static final Map<String, Function<AuditEntry, @Nullable Object>> COLUMNS = columns();

    private final Reads reads;
    private final Overview overview;
    private final AuditTrail trail;
    private final Looks looks;
    private final Patience patience;
    private final JsonMapper json;
    private final Semaphore free = new Semaphore(MOST);
    private final Scheduler reading = Schedulers.newBoundedElastic(READERS, Integer.MAX_VALUE, "exports", 60, true);

    AuditExport(Reads reads, Overview overview, AuditTrail trail, Looks looks, Patience patience, JsonMapper json) {
        this.reads = reads;
        this.overview = overview;
        this.trail = trail;
        this.looks = looks;
        this.patience = patience;
        this.json = json;
    }

    /** What the file is. */
    public enum Format {
        /** Comma-separated, as RFC 4180 has it. */
        CSV(CSV_TYPE, "csv"),
        /** One JSON object a line. */
        JSON_LINES(JSON_LINES_TYPE, "jsonl");

        private final String type;
        private final String ending;

        Format(String type, String ending) {
            this.type = type;
            this.ending = ending;
        }
    }

    private static Map<String, Function<AuditEntry, @Nullable Object>> columns() {
        Map<String, Function<AuditEntry, @Nullable Object>> columns = new LinkedHashMap<>();
        columns.put("version", AuditEntry::version);
        columns.put("recordedAt", AuditEntry::recordedAt);
        columns.put("effectiveOn", AuditEntry::effectiveOn);
        columns.put("sentence", AuditEntry::sentence);
        columns.put("byName", AuditEntry::byName);
        columns.put("role", AuditEntry::role);
        columns.put("assertedByName", AuditEntry::assertedByName);
        columns.put("why", AuditEntry::why);
        columns.put("fields", AuditExport::fields);
        columns.put("event", AuditEntry::event);
        columns.put("command", AuditEntry::command);
        columns.put("by", AuditEntry::by);
        columns.put("assertedBy", AuditEntry::assertedBy);
        columns.put("position", AuditEntry::position);
        columns.put("hash", AuditEntry::hash);
        return columns;
    }

    private static String fields(AuditEntry entry) {
        return entry.fields().stream()
                .map(field -> field.label() + ": " + String.join("; ", field.lines()))
                .collect(Collectors.joining("\n"));
    }

    /**
     * The file, to whoever may see the initiative. That it was asked for is recorded first.
     *
     * @param sought asked when it is known that they may see it, for it may refuse
     * @param separator of a CSV file's cells
     */
    public Mono<ResponseEntity<Flux<DataBuffer>>> file(
            ServerWebExchange exchange,
            Actor actor,
            String id,
            Supplier<Sought> sought,
            Format format,
            char separator,
            Words words) {
        return reads.views(() -> {
            Whole whole = overview.find(id, actor).orElseThrow(ProblemException::notFound);
            Sought only = sought.get();
            looks.record(
                    actor,
                    List.of(whole.item().provider()),
                    id,
                    Looks.Kind.EXPORT,
                    Looks.asked(exchange, Map.of("format", format.ending)));
            Flux<byte[]> pieces = pieces(() -> new Pieces(trail.all(whole, only, words), format, separator));
            return ResponseEntity.ok()
                    .header(HttpHeaders.CONTENT_TYPE, format.type + ";charset=UTF-8")
                    .header(HttpHeaders.CONTENT_LANGUAGE, words.language())
                    .header(HttpHeaders.VARY, HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_LANGUAGE)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            ContentDisposition.attachment()
                                    .filename(name(whole, words) + "." + format.ending)
                                    .build()
                                    .toString())
                    .body(patience.sent(pieces.concatMap(AuditExport::slices, 0), Mono::just, exchange.getResponse()));
        });
    }

    /** What it is, of what, and of which day. */
    private static String name(Whole whole, Words words) {
        String title = Exports.named(whole.item().title());
        String what = Exports.named(words.of("audit.title"));
        return what + "-" + (title.isEmpty() ? whole.item().initiative() : title) + "-" + LocalDate.now(HELSINKI);
    }

    int beingSent() {
        return MOST - free.availablePermits();
    }

    private Flux<byte[]> pieces(Callable<Pieces> begin) {
        return Flux.defer(() -> {
            if (!free.tryAcquire()) {
                throw new ProblemException(EdgeProblem.BUSY, "Too many exports are being sent already.")
                        .retryAfter(LESS_BUSY);
            }
            return Flux.generate(begin, Pieces::next).subscribeOn(reading).doFinally(_ -> free.release());
        });
    }

    /** The server asks for 128 buffers ahead, however large they are. */
    private static Flux<DataBuffer> slices(byte[] piece) {
        return Flux.range(0, (piece.length + SLICE - 1) / SLICE)
                .map(nth -> DefaultDataBufferFactory.sharedInstance.wrap(
                        ByteBuffer.wrap(piece, nth * SLICE, Math.min(SLICE, piece.length - nth * SLICE))));
    }

    private final class Pieces {

        private final Supplier<List<AuditEntry>> entries;
        private final Format format;
        private final char separator;
        private boolean isBegun;

        Pieces(Supplier<List<AuditEntry>> entries, Format format, char separator) {
            this.entries = entries;
            this.format = format;
            this.separator = separator;
        }

        /** What the file begins with comes with the first entries: if those cannot be read, there is no file. */
        Pieces next(SynchronousSink<byte[]> pieces) {
            List<AuditEntry> some = entries.get();
            String piece = switch (format) {
                case CSV -> csv(some);
                case JSON_LINES ->
                    some.stream()
                            .map(entry -> json.writeValueAsString(entry) + "\n")
                            .collect(Collectors.joining());
            };
            isBegun = true;
            if (!piece.isEmpty()) {
                pieces.next(piece.getBytes(StandardCharsets.UTF_8));
            }
            if (some.isEmpty()) {
                pieces.complete();
            }
            return this;
        }

        private String csv(List<AuditEntry> some) {
            StringWriter lines = new StringWriter();
            try (CsvWriter csv = Exports.csv(lines, separator)) {
                if (!isBegun) {
                    lines.append(Exports.BYTE_ORDER_MARK);
                    csv.writeRecord(COLUMNS.keySet());
                }
                for (AuditEntry entry : some) {
                    csv.writeRecord(COLUMNS.values().stream()
                            .map(column -> Exports.harmless(Objects.toString(column.apply(entry), "")))
                            .toList());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return lines.toString();
        }
    }

    @Override
    public void close() {
        reading.dispose();
    }
}
