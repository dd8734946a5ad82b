package fi.kiinni.query.report;

import fi.kiinni.Actor;
import fi.kiinni.edge.EdgeProblem;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.query.Patience;
import fi.kiinni.query.report.Report.Table;
import fi.kiinni.query.report.Underway.Made;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reports as files, written while they are taken; if one cannot be written to its end, the connection breaks off, so that nobody takes a
 * part for the whole. Nor does anybody have a whole one whose digest is not kept: that is done before it ends.
 */
@Component
public final class ReportFiles implements AutoCloseable {

    /** The parameter by which who asks for a file says how they will ask how far it is. */
    public static final String FOLLOWED = "follow";

    private static final String NAME = "[A-Za-z0-9-]{1,64}";

    /** A PDF of thousands of pages takes a processor for itself, and most of that memory. */
    private static final long MEMORY_OF_WRITER = 256L << 20;

    /** So many are written at the same time. */
    private static final int WRITERS = Math.clamp(Runtime.getRuntime().maxMemory() / MEMORY_OF_WRITER, 1, 2);

    private static final int MOST = 20;

    private static final Duration LESS_BUSY = Duration.ofSeconds(15);

    /** Bytes. */
    private static final int SLICE = 8_192;

    private final Map<Format, Form> forms;
    private final HandedOut handedOut;
    private final Patience patience;
    private final Underway underway = new Underway();
    private final Semaphore free = new Semaphore(MOST);
    private final ExecutorService writing = Executors.newFixedThreadPool(
            WRITERS, Thread.ofPlatform().name("reports-", 1).daemon().factory());

    ReportFiles(Pdf pdf, HandedOut handedOut, Patience patience) {
        this.forms = Map.of(Format.PDF, pdf, Format.DOCX, new Docx(), Format.XLSX, new Xlsx(), Format.JSON, new Json());
        this.handedOut = handedOut;
        this.patience = patience;
    }

    /** What the file is. */
    public enum Format {
        PDF(MediaType.APPLICATION_PDF_VALUE),
        DOCX(Docx.TYPE),
        XLSX(Xlsx.TYPE),
        JSON(Json.TYPE),
        /** Of one of its tables. */
        CSV(Csv.TYPE);

        private final String type;

        Format(String type) {
            this.type = type;
        }

        /** The media type. */
        public String type() {
            return type;
        }

        /** The end of the file's name. */
        public String ending() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** By the end of a file's name. */
        public static Format of(String ending) {
            return Stream.of(values())
                    .filter(format -> format.ending().equals(ending))
                    .findFirst()
                    .orElseThrow(ProblemException::notFound);
        }
    }

    /**
     * The report as a file of that format.
     *
     * @param separator of the cells of CSV, which has the table that the parameter {@code table} names
     */
    public Mono<ResponseEntity<Flux<DataBuffer>>> file(
            ServerWebExchange exchange, Actor actor, Mono<Report> report, Format format, char separator) {
        @Nullable String followed = exchange.getRequest().getQueryParams().getFirst(FOLLOWED);
        Made made = followed != null && followed.matches(NAME) ? underway.begin(actor, followed) : new Made();
        Mono<ResponseEntity<Flux<DataBuffer>>> file = report.map(whole -> {
            Form form = form(exchange, whole, format, separator);
            return ResponseEntity.ok()
                    .header(
                            HttpHeaders.CONTENT_TYPE,
                            format == Format.CSV ? format.type + ";charset=UTF-8" : format.type)
                    .header(HttpHeaders.CONTENT_LANGUAGE, whole.language().getLanguage())
                    .header(HttpHeaders.VARY, HttpHeaders.ACCEPT, HttpHeaders.ACCEPT_LANGUAGE)
                    .header(
                            HttpHeaders.CONTENT_DISPOSITION,
                            ContentDisposition.attachment()
                                    .filename(whole.name()
                                            + (form instanceof Csv csv ? "-" + csv.table() : "")
                                            + "."
                                            + format.ending())
                                    .build()
                                    .toString())
                    .body(patience.sent(
                            written(out -> write(exchange, actor, whole, format, form, made, out), made),
                            Mono::just,
                            exchange.getResponse()));
        });
        return file.doOnError(_ -> made.fail());
    }

    private Form form(ServerWebExchange exchange, Report report, Format format, char separator) {
        if (format != Format.CSV) {
            return Objects.requireNonNull(forms.get(format));
        }
        List<String> tables = report.blocks().stream()
                .filter(Table.class::isInstance)
                .map(block -> ((Table) block).name())
                .toList();
        @Nullable String table = exchange.getRequest().getQueryParams().getFirst("table");
        if (table == null || !tables.contains(table)) {
            throw ProblemException.invalid(List.of(new FieldProblem("table", "unreadable", "One of " + tables)));
        }
        return new Csv(table, separator);
    }

    /** How far a file is that the actor asked for with that as the parameter {@value #FOLLOWED}; empty if nothing is known of it here. */
    public Optional<Made> followed(Actor actor, String followed) {
        return underway.find(actor, followed);
    }

    private Flux<DataBuffer> written(Consumer<OutputStream> file, Made made) {
        return Flux.defer(() -> {
            if (!free.tryAcquire()) {
                made.fail();
                throw new ProblemException(EdgeProblem.BUSY, "Too many reports are being written already.")
                        .retryAfter(LESS_BUSY);
            }
            return Flux.from(DataBufferUtils.outputStreamPublisher(
                            file, DefaultDataBufferFactory.sharedInstance, writing, SLICE))
                    .doFinally(_ -> free.release());
        });
    }

    private void write(
            ServerWebExchange exchange,
            Actor actor,
            Report report,
            Format format,
            Form form,
            Made made,
            OutputStream out) {
        try {
            @SuppressWarnings("resource") // closing it would close the stream
            Digested file = new Digested(out);
            form.write(report, file, made::come);
            file.flush(); // nobody has taken what is still here
            if (!exchange.getRequest().getMethod().equals(HttpMethod.HEAD)) {
                handedOut.add(file, report, address(report, form), format.ending(), actor.person());
            }
            made.come(Made.WHOLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OutOfMemoryError e) {
            // Nobody would be told of an error, and who takes the file would wait for ever.
            throw new IllegalStateException("There is not enough memory for the file", e);
        } finally {
            made.end();
        }
    }

    /** Without where it was asked, which may have another name by then. */
    private static String address(Report report, Form form) {
        return report.address().replaceFirst("^[a-z]+://[^/]*", "")
                + (form instanceof Csv csv ? "&table=" + csv.table() : "");
    }

    @Override
    public void close() {
        writing.shutdownNow();
    }
}
