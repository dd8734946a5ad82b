package fi.kiinni.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** Holds what each form says of its fields against what the API describes and answers. */
final class FormsHeld {

    private static final String NEVER = "ei pakollinen";
    private static final String SOMETIMES = "tarvittaessa";

    private final JsonNode description;
    private final RestClient signedIn;
    private final String initiative;
    private final Set<String> held = new TreeSet<>();
    private final Set<String> foundToDepend = new TreeSet<>();
    private final Set<String> foundToClash = new TreeSet<>();

    FormsHeld(JsonNode description, RestClient signedIn, String initiative) {
        this.description = description;
        this.signedIn = signedIn;
        this.initiative = initiative;
        description.path("paths").properties().stream()
                .filter(path ->
                        path.getValue().path("post").path("tags").toString().contains(" commands"))
                .forEach(path -> hold(path.getKey(), path.getValue().path("post")));
    }

    /** The fields, by their ids. */
    Set<String> held() {
        return held;
    }

    /** Those that the command was seen to need with some answers and not with others. */
    Set<String> foundToDepend() {
        return foundToDepend;
    }

    /** Those that the command was seen to refuse beside an answer with which the form does not ask for them. */
    Set<String> foundToClash() {
        return foundToClash;
    }

    private void hold(String path, JsonNode operation) {
        String page = path.equals("/api/initiatives") ? "/initiatives/new" : path.substring("/api".length());
        String form = Objects.requireNonNull(signedIn.get()
                .uri(page, initiative)
                .accept(MediaType.TEXT_HTML)
                .retrieve()
                .body(String.class));
        String route = operation
                .path("operationId")
                .asString()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
        JsonNode command = schema(operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema"));
        hold(form, route, command);
        answers(command)
                .forEach((choice, values) -> values.forEach(value -> {
                    String answer = choice + "=" + value;
                    Map<String, Object> body = sampleOf(command);
                    body.put(choice, value);
                    Set<String> missed = refused(path, body, "missing");
                    command.path("properties").propertyNames().forEach(field -> {
                        String id = route + "-" + field;
                        assertThat(isAmong(value, told(form, id, "needed", choice)))
                                .as("%s needs %s", answer, id)
                                .isEqualTo(missed.contains(field));
                    });
                    missed.forEach(field -> {
                        String id = route + "-" + field;
                        assertThat(said(form, id)).as(id).isEqualTo(SOMETIMES);
                        assertThat(told(form, id, "when", choice))
                                .as("%s goes with %s", id, answer)
                                .satisfiesAnyOf(
                                        when -> assertThat(when).isNull(),
                                        when -> assertThat(isAmong(value, when)).isTrue());
                        foundToDepend.add(id);
                    });
                    command.path("properties").properties().forEach(field -> {
                        String id = route + "-" + field.getKey();
                        @Nullable String when = told(form, id, "when", choice);
                        if (when != null) {
                            Map<String, Object> with = new HashMap<>(body);
                            with.put(field.getKey(), filled(schema(field.getValue())));
                            if (refused(path, with, "contradiction").contains(field.getKey())) {
                                assertThat(isAmong(value, when))
                                        .as("%s goes with %s", id, answer)
                                        .isFalse();
                                foundToClash.add(id);
                            }
                        }
                    });
                }));
    }

    private void hold(String form, String within, JsonNode described) {
        described.path("properties").properties().forEach(property -> {
            String id = within + "-" + property.getKey();
            JsonNode field = schema(property.getValue());
            String said = said(form, id);
            if (said == null || stands(form, property.getKey(), field)) {
                return;
            }
            held.add(id);
            if (isNeeded(described, property.getKey(), field)) {
                assertThat(said).as(id).isEmpty();
            } else {
                assertThat(said).as(id).isIn(NEVER, SOMETIMES);
            }
            hold(form, id + "-0", schema(field.path("items")));
            hold(form, id, field);
        });
    }

    private static boolean isNeeded(JsonNode within, String name, JsonNode field) {
        boolean isRequired = within.path("required")
                .valueStream()
                .anyMatch(required -> required.asString().equals(name));
        return isRequired && (!isList(field) || field.path("minItems").asInt(0) > 0);
    }

    private static boolean isList(JsonNode field) {
        return field.has("items");
    }

    /** Whether there is something in it that a command cannot take away. */
    private static boolean stands(String form, String name, JsonNode field) {
        Matcher was =
                Pattern.compile("name=\"was-" + name + "\" value=\"(\\w+)\"").matcher(form);
        return was.find() && !was.group(1).equals("0") && !isList(field);
    }

    /** What stands beside the field's label: nothing, or a word in brackets; null if it is not asked for. */
    private static @Nullable String said(String form, String id) {
        String asks = "for=\"" + id + "\"[^>]*>(.*?)</label>|id=\"" + id + "\"[^>]*>\\s*<legend>(.*?)</legend>";
        Matcher label = Pattern.compile(asks, Pattern.DOTALL).matcher(form);
        if (!label.find()) {
            return null;
        }
        Matcher mark = Pattern.compile("class=\"optional\">\\((.*?)\\)<")
                .matcher(label.group(1) == null ? label.group(2) : label.group(1));
        return mark.find() ? mark.group(1) : "";
    }

    /** What the form tells scripts of the answers that the field depends on; null if it tells nothing, or of another choice. */
    private static @Nullable String told(String form, String id, String what, String choice) {
        return Pattern.compile("(?=<[^>]*data-(?:when|needed)=)")
                .splitAsStream(form)
                .filter(from -> Pattern.compile("(?:id|for)=\"([^\"]*)\"")
                        .matcher(from)
                        .results()
                        .findFirst()
                        .filter(first -> from.startsWith("<") && first.group(1).equals(id))
                        .isPresent())
                .map(from -> Pattern.compile("data-%s=\"%s=([^\"]*)\"".formatted(what, choice))
                        .matcher(from.substring(0, from.indexOf('>'))))
                .filter(Matcher::find)
                .map(told -> told.group(1))
                .findFirst()
                .orElse(null);
    }

    private static boolean isAmong(String answer, @Nullable String answers) {
        return answers != null && List.of(answers.split(" ")).contains(answer);
    }

    /** The values of each choice. */
    private Map<String, List<String>> answers(JsonNode command) {
        Map<String, List<String>> answers = new HashMap<>();
        command.path("properties")
                .properties()
                .forEach(choice -> answers.put(
                        choice.getKey(),
                        schema(choice.getValue())
                                .path("enum")
                                .valueStream()
                                .filter(JsonNode::isString)
                                .map(JsonNode::asString)
                                .toList()));
        return answers;
    }

    /** The fields about which the command answers with that problem. */
    private Set<String> refused(String path, Map<String, Object> body, String problem) {
        JsonNode answer = Objects.requireNonNull(signedIn.post()
                .uri(path, initiative)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .onStatus(_ -> true, (_, _) -> {})
                .body(JsonNode.class));
        return answer.path("errors")
                .valueStream()
                .filter(error -> error.path("problem").asString().equals(problem))
                .map(error -> error.path("field").asString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Object filled(JsonNode field) {
        return isList(field) ? List.of(sample(schema(field.path("items")))) : sample(field);
    }

    private Map<String, Object> sampleOf(JsonNode described) {
        Map<String, Object> sample = new HashMap<>();
        described
                .path("required")
                .valueStream()
                .map(JsonNode::asString)
                .forEach(name -> sample.put(
                        name, sample(schema(described.path("properties").path(name)))));
        return sample;
    }

    private Object sample(JsonNode field) {
        if (field.has("enum")) {
            return field.path("enum").path(0).asString();
        }
        return switch (field.path("type").asString("")) {
            case "integer", "number" -> 1;
            case "array" ->
                isList(field) && field.path("minItems").asInt(0) > 0
                        ? List.of(sample(schema(field.path("items"))))
                        : List.of();
            case "object" -> sampleOf(field);
            // A text and a day alike.
            default ->
                field.path("format").asString("").equals("uuid") ? "00000000-0000-0000-0000-000000000000" : "2020";
        };
    }

    private JsonNode schema(JsonNode given) {
        String reference = given.path("$ref").asString("");
        return reference.isEmpty() ? given : description.at(reference.substring(1));
    }
}
