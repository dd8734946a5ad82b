package fi.kiinni.query.api;

import fi.kiinni.Actor;
import fi.kiinni.BusinessDate;
import fi.kiinni.edge.ProblemException;
import fi.kiinni.edge.Refuses;
import fi.kiinni.initiative.Gate;
import fi.kiinni.initiative.Initiative;
import fi.kiinni.initiative.Phase;
import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import fi.kiinni.initiative.Status;
import fi.kiinni.query.Reads;
import fi.kiinni.query.view.Course.Mark;
import fi.kiinni.query.view.Course.Waived;
import fi.kiinni.query.view.Gates;
import fi.kiinni.query.view.Gates.Asked;
import fi.kiinni.query.view.Overview;
import fi.kiinni.query.view.Overview.Item;
import fi.kiinni.query.view.Overview.Life;
import fi.kiinni.query.words.Names;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What is in the way of an initiative's next phase. */
@RestController
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Initiatives")
class GateReads {

    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");

    private final Reads reads;
    private final Overview overview;
    private final Names names;

    GateReads(Reads reads, Overview overview, Names names) {
        this.reads = reads;
        this.overview = overview;
        this.names = names;
    }

    /**
     * The gate to the next phase.
     *
     * @param status only what is active moves; what is paused or stopped is resumed first
     * @param open whether it lets the initiative through now
     */
    record NextPhase(
            String initiative,
            String provider,
            String title,
            Phase phase,
            Status status,
            long version,
            Gate gate,
            int rulesVersion,
            boolean open,
            List<RequirementAnswer> requirements) {}

    /** How a requirement stands. */
    enum Answer {
        /** The facts meet it. */
        MET,
        /** They do not, but a decision maker does without it. */
        WAIVED,
        MISSING
    }

    /**
     * One requirement of the gate.
     *
     * @param metFrom the day to come from which what is decided meets it
     * @param waiver also of what was met after it was waived
     * @param missingSince in the present phase
     * @param remedies the commands that can bring it about; absent unless it is missing
     */
    record RequirementAnswer(
            Requirement requirement,
            Answer answer,
            @Nullable BusinessDate metFrom,
            @Nullable WaivedBy waiver,
            @Nullable Since missingSince,
            @Nullable List<RemedyAnswer> remedies) {}

    /** Who waived it, when and why. */
    record WaivedBy(
            long version,
            Instant recordedAt,
            BusinessDate effectiveOn,
            @Nullable String by,
            @Nullable String byName,
            @Nullable String role,
            String reason,
            @Nullable String why) {}

    /** The event since which something has been so. */
    record Since(long version, String event, Instant recordedAt, BusinessDate effectiveOn) {}

    /**
     * A command.
     *
     * @param by who may give it
     * @param people those in the team whose seat is enough, if their account has the role; decision makers need no seat
     */
    record RemedyAnswer(String command, List<Remedy.By> by, List<Named> people) {}

    /** @param name as the directory has it */
    record Named(String person, String name) {}

    @Operation(
            summary =
                    "What the gate to the next phase asks for: met, waived or missing, since when, and who could help")
    @GetMapping("/api/initiatives/{id}/gate")
    @Refuses("not-found")
    Mono<ResponseEntity<NextPhase>> gate(Actor actor, @PathVariable String id) {
        return reads.views(() -> {
            Life life = overview.life(id, actor).orElseThrow(ProblemException::notFound);
            Item item = life.whole().item();
            return ResponseEntity.ok()
                    .eTag(Long.toString(item.version()))
                    .body(answer(life, Gates.ahead(life, LocalDate.now(HELSINKI)), names.people(item.provider())));
        });
    }

    private static NextPhase answer(Life life, Gates ahead, Map<String, String> people) {
        Item item = life.whole().item();
        List<RequirementAnswer> points = ahead.asked().stream()
                .map(asked -> point(asked, life.whole().state(), people))
                .toList();
        boolean open =
                item.status() == Status.ACTIVE && points.stream().noneMatch(point -> point.answer() == Answer.MISSING);
        return new NextPhase(
                item.initiative(),
                item.provider(),
                item.title(),
                item.phase(),
                item.status(),
                item.version(),
                ahead.gate(),
                ahead.rulesVersion(),
                open,
                points);
    }

    private static RequirementAnswer point(Asked asked, Initiative state, Map<String, String> people) {
        @Nullable Waived waiver = asked.waiver();
        @Nullable Mark since = asked.missingSince();
        return new RequirementAnswer(
                asked.requirement(),
                asked.isMet() ? Answer.MET : waiver == null ? Answer.MISSING : Answer.WAIVED,
                asked.metFrom(),
                waiver == null ? null : waiver(waiver, people),
                since == null
                        ? null
                        : new Since(since.version(), since.event(), since.recordedAt(), since.effectiveOn()),
                since == null
                        ? null
                        : Remedy.of(asked.requirement()).stream()
                                .map(remedy -> way(remedy, state, people))
                                .toList());
    }

    private static WaivedBy waiver(Waived waived, Map<String, String> people) {
        Mark mark = waived.mark();
        return new WaivedBy(
                mark.version(),
                mark.recordedAt(),
                mark.effectiveOn(),
                mark.by(),
                mark.by() == null ? null : people.getOrDefault(mark.by(), mark.by()),
                mark.role(),
                waived.reason(),
                mark.why());
    }

    private static RemedyAnswer way(Remedy remedy, Initiative state, Map<String, String> people) {
        List<Named> able = state.team().entrySet().stream()
                .filter(member -> remedy.by().stream()
                        .anyMatch(by -> by.isHeldBy(member.getValue().seat())))
                .map(member -> new Named(member.getKey(), people.getOrDefault(member.getKey(), member.getKey())))
                .toList();
        return new RemedyAnswer(remedy.command(), remedy.by().stream().sorted().toList(), able);
    }
}
