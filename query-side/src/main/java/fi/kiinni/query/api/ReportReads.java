package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.ProblemException.FieldProblem;
import fi.kiinni.edge.Refuses;
import fi.kiinni.edge.SentFiles;
import fi.kiinni.query.Reads;
import fi.kiinni.query.report.Csv;
import fi.kiinni.query.report.Digested;
import fi.kiinni.query.report.Docx;
import fi.kiinni.query.report.HandedOut;
import fi.kiinni.query.report.Json;
import fi.kiinni.query.report.Report;
import fi.kiinni.query.report.ReportFiles;
import fi.kiinni.query.report.ReportFiles.Format;
import fi.kiinni.query.report.Reports;
import fi.kiinni.query.report.Reports.Days;
import fi.kiinni.query.report.Reports.Kind;
import fi.kiinni.query.report.Xlsx;
import fi.kiinni.query.view.Visible;
import fi.kiinni.query.words.Words;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reports, in the form that is asked for by Accept and in the language of Accept-Language (fi, sv, en). */
@RestController
@RequestMapping(produces = {Json.TYPE, MediaType.APPLICATION_PDF_VALUE, Docx.TYPE, Xlsx.TYPE, Csv.TYPE})
@Tag(name = "Reports")
class ReportReads {

    private static final String EVERYBODYS_FILE = " Each look is recorded as an export and shown to the provider.";

    private static final String TABLE = "Of CSV: the name of the table that it has, as JSON names it";

    private static final String FROM =
            "the first day; by default, from where the last progress report ended that was taken as a file,"
                    + " or so that it is three months";

    private final Reports reports;
    private final ReportFiles files;
    private final HandedOut handedOut;
    private final Reads reads;
    private final MessageSource messages;

    ReportReads(Reports reports, ReportFiles files, HandedOut handedOut, Reads reads, MessageSource messages) {
        this.reports = reports;
        this.files = files;
        this.handedOut = handedOut;
        this.reads = reads;
        this.messages = messages;
    }

    @Operation(
            summary = "The rooting plan of an initiative, generated from its events; each statement names those",
            description = "Of the same version and day, it has the same bytes each time, as long as nobody in it is"
                    + " renamed." + EVERYBODYS_FILE)
    @GetMapping("/api/reports/rooting-plan/{id}")
    @Refuses({"invalid", "not-found", "unreadable-event", "busy"})
    Mono<ResponseEntity<Flux<DataBuffer>>> rootingPlan(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(
                            description = "Only what was recorded up to it",
                            schema = @Schema(type = "integer", format = "int64", minimum = "1"))
                    @RequestParam
                    @Nullable
                    String version,
            @Parameter(description = "Only what was so on that day", schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String effectiveOn,
            @Parameter(
                            description = "The day on which it is looked at, for what is late and lasts; today",
                            schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String on,
            @Parameter(description = TABLE) @RequestParam @Nullable String table) {
        Format format = format(exchange);
        return files.file(
                exchange,
                actor,
                reports.rootingPlan(exchange, actor, id, Words.of(messages, exchange), format.ending()),
                format,
                ',');
    }

    @Operation(
            summary = "What happened to an initiative in a period, by the clock of recording, and which events changed"
                    + " its figures",
            description = EVERYBODYS_FILE)
    @GetMapping("/api/reports/progress/{id}")
    @Refuses({"invalid", "not-found", "unreadable-event", "busy"})
    Mono<ResponseEntity<Flux<DataBuffer>>> progress(
            ServerWebExchange exchange,
            Actor actor,
            @PathVariable String id,
            @Parameter(description = FROM, schema = @Schema(type = "string", format = "date")) @RequestParam @Nullable
                    String from,
            @Parameter(
                            description = "The last day; not after today, which it is by default",
                            schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String asOf,
            @Parameter(
                            description =
                                    "What was counted in that figure, as a source in the report leads to it, instead"
                                            + " of the report")
                    @RequestParam
                    @Nullable
                    String behind,
            @Parameter(description = TABLE) @RequestParam @Nullable String table) {
        Format format = format(exchange);
        Days days = Days.of(from, asOf);
        return files.file(
                exchange,
                actor,
                reports.progress(exchange, actor, id, days, Words.of(messages, exchange), format.ending()),
                format,
                ',');
    }

    @Operation(
            summary = "A report on all initiatives of a provider, as they were known at the end of a day",
            description = "progress: what happened in a period, and which events changed the figures. flow: where they"
                    + " are, how long phases last, what they wait for, returns and lessons. factors:"
                    + " which factors went before stalls, stops and rooting. coverage: which goals of the strategy are"
                    + " worked on, and what rests on dropped ones. meeting-pack: which decisions were requested and not"
                    + " taken, with what is known for each." + EVERYBODYS_FILE)
    @GetMapping("/api/reports/{kind}")
    @Refuses({"invalid", "not-found", "busy"})
    Mono<ResponseEntity<Flux<DataBuffer>>> portfolio(
            ServerWebExchange exchange,
            Actor actor,
            @Parameter(
                            schema =
                                    @Schema(
                                            type = "string",
                                            allowableValues = {"progress", "flow", "factors", "coverage", "meeting-pack"
                                            }))
                    @PathVariable
                    String kind,
            @Parameter(description = "Another provider's that one may read") @RequestParam @Nullable String provider,
            @Parameter(
                            description = "Not after today, which it is by default",
                            schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String asOf,
            @Parameter(description = "Of progress: " + FROM, schema = @Schema(type = "string", format = "date"))
                    @RequestParam
                    @Nullable
                    String from,
            @Parameter(description = "Of meeting-pack: only what this body is asked for, in whatever case")
                    @RequestParam
                    @Nullable
                    String body,
            @Parameter(description = "Of flow: only what was stopped in whose title, reason or lessons these words are")
                    @RequestParam
                    @Nullable
                    String q,
            @Parameter(
                            description =
                                    "Of progress, flow, factors and coverage: what was counted in that figure, as a source in the"
                                            + " report leads to it, instead of the report")
                    @RequestParam
                    @Nullable
                    String behind,
            @Parameter(description = TABLE) @RequestParam @Nullable String table) {
        Format format = format(exchange);
        Kind wanted = Kind.of(kind);
        Days days = Days.of(from, asOf);
        Mono<Report> report = reports.portfolio(
                exchange, actor, wanted, provider, days, Words.of(messages, exchange), format.ending());
        return files.file(exchange, actor, report, format, ',');
    }

    /**
     * What is known of a file.
     *
     * @param handedOut the latest first; nothing if the file was changed, or was never handed out
     */
    record Checked(String sha256, List<HandOut> handedOut) {}

    /**
     * That a file was handed out.
     *
     * @param address path and query of the same report as a page
     */
    record HandOut(
            String report,
            String title,
            String address,
            @Nullable String initiative,
            String format,
            String language,
            long bytes,
            String by,
            Instant at) {

        static HandOut of(HandedOut.Entry entry) {
            return new HandOut(
                    entry.report(),
                    entry.title(),
                    entry.address(),
                    entry.initiative(),
                    entry.format(),
                    entry.language(),
                    entry.bytes(),
                    entry.by(),
                    entry.at());
        }
    }

    @Operation(
            summary = "Whether a file is a report that was handed out, unchanged: when, to whom and as of which moment",
            description = "The file is read and not kept. Nothing is answered of a file that was changed, was never"
                    + " handed out, or is a report on a provider that one may not read.",
            requestBody =
                    @RequestBody(
                            description = "The file's bytes as they are, at most 100 MiB",
                            required = true,
                            content = @Content(mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE)))
    @PostMapping(path = SentFiles.API, produces = MediaType.APPLICATION_JSON_VALUE)
    @Refuses({"invalid", "not-a-file", "not-allowed"})
    Mono<Checked> check(ServerWebExchange exchange, Actor actor) {
        Set<String> providers = Visible.providers(actor);
        if (providers.isEmpty()) {
            return Mono.error(ProblemException.notAllowed("An operator sees no provider's initiatives."));
        }
        return Digested.of(exchange.getRequest().getBody()).flatMap(file -> {
            if (file.bytes() == 0) {
                return Mono.error(ProblemException.invalid(
                        List.of(new FieldProblem("file", "missing", "Send the file's bytes as the body."))));
            }
            String sha256 = file.hex();
            return reads.blocking(() -> new Checked(
                    sha256,
                    handedOut.find(sha256, providers).stream().map(HandOut::of).toList()));
        });
    }

    /** The first that is asked for; JSON where it does not matter. */
    private static Format format(ServerWebExchange exchange) {
        return exchange.getRequest().getHeaders().getAccept().stream()
                .sorted(Comparator.comparingDouble(MediaType::getQualityValue).reversed())
                .flatMap(type -> Stream.of(Format.JSON, Format.PDF, Format.DOCX, Format.XLSX, Format.CSV)
                        .filter(format -> type.includes(MediaType.parseMediaType(format.type()))))
                .findFirst()
                .orElse(Format.JSON);
    }
}
