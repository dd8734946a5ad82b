package fi.kiinni.command;

import static org.assertj.core.api.Assertions.assertThat;

import fi.kiinni.StoredEvents;
import fi.kiinni.command.initiative.InitiativeCommand;
import fi.kiinni.command.strategy.StrategyCommand;
import fi.kiinni.initiative.Remedy;
import fi.kiinni.initiative.Requirement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of commands, held against the code. */
class ReadmeTest {

    private static final String TESTS = "src/test/java/fi/kiinni/command/";

    /** As the README abbreviates them below its table. */
    private static final Map<String, String> BY_LETTER = Map.of(
            "I", TESTS + "initiative/InitiativeCommandTest.java",
            "R", TESTS + "initiative/RootingCommandTest.java",
            "P", TESTS + "strategy/PublishStrategyTest.java",
            "G", TESTS + "initiative/GateTest.java");

    /** What a start brings with it, and no other command has to bring. */
    private static final Set<Requirement> BROUGHT_BY_A_START = Set.of(Requirement.NEED, Requirement.COORDINATOR);

    private record Row(List<String> commands, List<String> events, List<String> requirements, List<String> tests) {

        static Row read(String line) {
            String[] cells = line.split("\\|", -1);
            return new Row(
                    names(cells[1]),
                    names(cells[2]),
                    names(cells[3]),
                    List.of(cells[4].strip().split(", ")));
        }

        private static List<String> names(String cell) {
            return Pattern.compile("`([A-Z]\\w+)`")
                    .matcher(cell)
                    .results()
                    .map(name -> name.group(1))
                    .toList();
        }
    }

    private static final List<Row> TABLE = rows();

    private static List<Row> rows() {
        String readme = read(Path.of("../README.md"));
        String table = readme.substring(readme.indexOf("| command | event |"));
        return table.lines()
                .takeWhile(line -> line.startsWith("|"))
                .skip(2)
                .map(Row::read)
                .toList();
    }

    @Test
    void has_each_command_once() {
        assertThat(TABLE.stream().flatMap(row -> row.commands().stream()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(InitiativeCommand.class, StrategyCommand.class)
                        .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void has_each_event() {
        assertThat(TABLE.stream().flatMap(row -> row.events().stream()).collect(Collectors.toSet()))
                .isEqualTo(StoredEvents.all().stream()
                        .map(event -> StoredEvents.of(event).value())
                        .collect(Collectors.toSet()));
    }

    @Test
    void has_each_requirement_with_the_commands_that_meet_it() {
        for (Requirement requirement : Requirement.values()) {
            Set<String> remedies =
                    Remedy.of(requirement).stream().map(Remedy::command).collect(Collectors.toSet());
            Set<String> told = TABLE.stream()
                    .filter(row -> row.requirements().contains(requirement.name()))
                    .flatMap(row -> row.commands().stream())
                    .collect(Collectors.toSet());
            assertThat(told).as(requirement.name()).containsAll(remedies);
            assertThat(TABLE.stream().filter(row -> row.requirements().contains(requirement.name())))
                    .as(requirement.name())
                    .allMatch(row -> row.commands().stream().anyMatch(remedies::contains)
                            || (BROUGHT_BY_A_START.contains(requirement)
                                    && row.commands().contains("StartInitiative")));
        }
    }

    @Test
    void names_tests_that_give_the_command() {
        for (Row row : TABLE) {
            String tests = row.tests().stream()
                    .map(letter -> read(Path.of(Objects.requireNonNull(BY_LETTER.get(letter), letter))))
                    .collect(Collectors.joining());
            assertThat(row.commands()).allSatisfy(command -> assertThat(tests).contains("new " + command + "("));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
