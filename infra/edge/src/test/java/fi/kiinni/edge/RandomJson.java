package fi.kiinni.edge;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Values as the schemas of a description have them, and the same with something wrong. */
final class RandomJson {

    private static final JsonMapper JSON = new JsonMapper();

    /** Writes what is no text as well. */
    private static final JsonMapper ASCII = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                    .build())
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Texts of people, and of people who mean no good; each can be told in a title. */
    private static final List<String> TEXTS = List.of(
            "Työkykypassi osaksi tutkintoa",
            "a",
            "2014",
            "x".repeat(64),
            "matti.meikalainen",
            "a password of somebody",
            "ä ö å Ŝ ß ﬁ İ ı",
            "😀👩‍👩‍👧‍👦🇫🇮",
            "e\u0301\u0301\u0301\u0301 o\u0308",
            "\u202eoikealta vasemmalle مرحبا \u2066x",
            "\u200b\ufeff a \u00a0\u3000",
            "rivi\nrivi\r\nrivi\u2028rivi\u0085\t",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "\"'><svg/onload=alert(1)>]]>--><!--",
            "${7*7} #{7*7} *{7*7} @{/x} ~{x} __${7*7}__ [[${7*7}]] [(${7*7})] T(java.lang.Runtime)",
            "{by} {title} {0} %s %n %d {{x}} {% x %}",
            "=1+1",
            "+1",
            "-1",
            "@SUM(1)",
            "\t=1",
            "=HYPERLINK(\"http://x.example\")",
            "x\r\nX-Injected: 1\r\n\r\n<b>",
            "'; DROP TABLE event; -- \" \\ %27 %00 \\u0000",
            "../../../etc/passwd",
            "javascript:alert(1)",
            "$where",
            "$ne",
            "a.b.$[].c",
            "__proto__",
            "null",
            "true",
            "�\uffff\ufffe\u0001\u001b[31m");

    private static final List<String> NO_TEXTS = List.of(
            "", " ", "\u0000", "a\u0000b", "\ud800", "\udc00\ud800", "a\udfff", "\u200b\u200e\u00a0\n\t", "\u0007");

    private static final List<String> DAYS = List.of(
            "2014", "2014-09", "2014-09-15", "2019-01-31", "2024-02-29", "2025-12", "2026-01-01", "2030-06", "2031");

    private static final List<String> NO_DAYS = List.of(
            "2023-02-30",
            "2023-02-29",
            "0000",
            "0000-01-01",
            "9999-13",
            "9999-12-31",
            "0001",
            "10000",
            "-2014",
            "+2014",
            "2014-9",
            "2014-09-15T10:00:00Z",
            "15.9.2014",
            "2014-09-31",
            "2014-00",
            " 2014",
            "2014\n",
            "٢٠١٤",
            "99999999999",
            "2014-09-15+02:00",
            "2014-W05",
            "2014-366");

    private static final List<String> NUMBERS = List.of(
            "1e400",
            "-1e400",
            "1e-400",
            "9".repeat(400),
            "0." + "1".repeat(400),
            "1e2147483647",
            "1e99999999999",
            "-0",
            "0.0",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "0.00001",
            "1e6",
            "1E+2",
            "NaN",
            "-Infinity",
            "01",
            ".5",
            "5.",
            "+1",
            "0x10",
            "1_000",
            "1,5",
            "123456789012345678901234567890.5",
            "1e309",
            "-1");

    private static final List<String> OTHER_KINDS = List.of(
            "null",
            "true",
            "false",
            "0",
            "1.5",
            "\"\"",
            "\"text\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"\":null}",
            "[1,\"a\",{}]",
            "{\"a\":{\"b\":[1]}}");

    private final Contract contract;
    private final Random random;
    private final Function<String, List<String>> known;

    /** @param known values that a field of that name can have, such as the ids of what there is */
    RandomJson(Contract contract, Random random, Function<String, List<String>> known) {
        this.contract = contract;
        this.random = random;
        this.known = known;
    }

    <T extends @Nullable Object> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** As described. */
    byte[] right(JsonNode schema) {
        return JSON.writeValueAsBytes(valid(schema, ""));
    }

    /** As described but for one to three things, or for the bytes themselves. */
    byte[] wrong(JsonNode schema) {
        JsonNode body = valid(schema, "");
        if (chance(0.2) || !body.isContainer() || (body.isEmpty() && chance(0.5))) {
            return wrongBytes(JSON.writeValueAsString(body));
        }
        for (int things = 1 + random.nextInt(3); things > 0; things--) {
            spoil(body);
        }
        return JSON.writeValueAsString(body).getBytes(UTF_8);
    }

    /** @param name of the field that it is for */
    JsonNode valid(JsonNode described, String name) {
        JsonNode schema = contract.resolved(described);
        for (String alternatives : List.of("oneOf", "anyOf")) {
            if (schema.has(alternatives)) {
                return valid(pick(list(schema.get(alternatives))), name);
            }
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        if (schema.has("enum")) {
            return pick(list(schema.get("enum")));
        }
        return switch (type(schema)) {
            case "object" -> object(schema);
            case "array" -> array(schema, name);
            case "string" -> NODES.stringNode(text(schema, name));
            case "integer" -> integer(schema, name);
            case "number" -> number(schema);
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            case "null" -> NODES.nullNode();
            default -> raw(pick(OTHER_KINDS));
        };
    }

    /** A value for a parameter or header. */
    String validText(JsonNode schema, String name) {
        if (schema.isEmpty()) {
            return wrongText();
        }
        JsonNode value = valid(schema, name);
        return value.isString() ? value.stringValue() : value.toString();
    }

    /** Text that is not meant anywhere. */
    String wrongText() {
        return switch (random.nextInt(6)) {
            case 0 -> pick(NO_DAYS);
            case 1 -> pick(NUMBERS);
            case 2 -> pick(NO_TEXTS);
            case 3 -> veryLong();
            default -> pick(TEXTS);
        };
    }

    private String type(JsonNode schema) {
        JsonNode types = schema.path("type");
        if (!types.isArray()) {
            return types.asString("");
        }
        String first = types.get(0).asString();
        return first.equals("null") || (types.size() > 1 && chance(0.15))
                ? types.get(types.size() - 1).asString()
                : first;
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = NODES.objectNode();
        List<JsonNode> required = list(schema.path("required"));
        schema.path("properties").properties().forEach(property -> {
            boolean needed = required.stream().anyMatch(name -> name.asString().equals(property.getKey()));
            if (needed || chance(0.4)) {
                object.set(property.getKey(), valid(property.getValue(), property.getKey()));
            }
        });
        if (schema.path("additionalProperties").isObject()) {
            IntStream.range(0, random.nextInt(3))
                    .forEach(_ -> object.set(pick(TEXTS), valid(schema.get("additionalProperties"), "")));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, String name) {
        int least = schema.path("minItems").asInt(0);
        int most = schema.path("maxItems").asInt(least + 3);
        int size = chance(0.02) ? most : Math.min(most, least + random.nextInt(3));
        ArrayNode array = NODES.arrayNode();
        IntStream.range(0, size).forEach(_ -> array.add(valid(schema.path("items"), name)));
        return array;
    }

    private String text(JsonNode schema, String name) {
        String format = schema.path("format").asString("");
        List<String> there = known.apply(name);
        if (!there.isEmpty() && chance(0.75)) {
            return pick(there);
        }
        return switch (format) {
            case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
            case "date" ->
                LocalDate.of(2014, 1, 1).plusDays(random.nextInt(6_000)).toString();
            case "date-time" ->
                pick(List.of("2014-09-15T10:00:00Z", "2026-01-01T00:00:00.123456789+02:00", "2031-01-01T00:00:00Z"));
            default -> fitting(schema);
        };
    }

    private String fitting(JsonNode schema) {
        Pattern pattern = Pattern.compile(schema.path("pattern").asString(""));
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(300);
        if (pattern.matcher("2014-09-15").find() && !pattern.matcher("2014-13").find()) {
            return pick(DAYS);
        }
        if (chance(0.05)) {
            return longest(most);
        }
        for (int tries = 0; tries < 200; tries++) {
            String text = chance(0.2) ? pick(TEXTS) + random.nextInt(10_000) : pick(TEXTS);
            long length = text.codePoints().count();
            if (length >= least && length <= most && pattern.matcher(text).find()) {
                return text;
            }
        }
        return schema.has("pattern") ? "\"" + random.nextInt(20) + "\"" : "x".repeat(Math.max(least, 1));
    }

    /** Exactly as many code points as fit, of more than one char and byte each. */
    private String longest(int most) {
        return pick(List.of("x", "ä", "😀", "e\u0301"))
                .repeat(most)
                .codePoints()
                .limit(most)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String veryLong() {
        return longest(pick(List.of(65, 201, 301, 2_001, 10_001, 70_000)));
    }

    private JsonNode integer(JsonNode schema, String name) {
        List<String> there = known.apply(name);
        if (!there.isEmpty() && chance(0.8)) {
            return raw(pick(there));
        }
        long least = schema.path("minimum").asLong(-10);
        long most = schema.path("maximum").asLong(1_000_000);
        return switch (random.nextInt(5)) {
            case 0 -> NODES.numberNode(least);
            case 1 -> NODES.numberNode(most);
            default -> NODES.numberNode(Math.min(most, Math.max(least, 0) + random.nextInt(12)));
        };
    }

    private JsonNode number(JsonNode schema) {
        BigDecimal step = schema.path("multipleOf").asDecimal(BigDecimal.ONE);
        BigDecimal most = schema.path("exclusiveMaximum").asDecimal(BigDecimal.valueOf(1_000_000));
        BigDecimal least = schema.path("minimum")
                .asDecimal(schema.path("exclusiveMinimum")
                        .asDecimal(BigDecimal.valueOf(-1_000_000))
                        .add(step));
        return NODES.numberNode(
                switch (random.nextInt(6)) {
                    case 0 -> most.subtract(step);
                    case 1 -> least;
                    case 2 -> step.max(least);
                    default -> BigDecimal.valueOf(random.nextInt(1_000)).max(least);
                });
    }

    private static JsonNode raw(String text) {
        return NODES.rawValueNode(new RawValue(text));
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** Something is put in the place of a value, or beside it. */
    private void spoil(JsonNode body) {
        List<JsonNode> containers = new ArrayList<>();
        collect(body, containers);
        JsonNode at = pick(containers);
        if (at instanceof ArrayNode array) {
            if (array.isEmpty() || chance(0.3)) {
                array.add(wrongValue(array));
            } else {
                int index = random.nextInt(array.size());
                array.set(index, wrongValue(array.get(index)));
            }
        } else if (at instanceof ObjectNode object) {
            spoil(object);
        }
    }

    private void spoil(ObjectNode object) {
        if (object.isEmpty() || chance(0.15)) {
            object.set(chance(0.2) ? wrongText() : pick(TEXTS), wrongValue(object));
            return;
        }
        String field = pick(List.copyOf(object.propertyNames()));
        if (chance(0.2)) {
            object.remove(field);
        } else if (chance(0.1)) {
            object.set(field + "\",\"" + field, raw("1"));
            object.set(field, twice(field, object.get(field)));
        } else {
            object.set(field, wrongValue(object.get(field)));
        }
    }

    /** The value, and the field with another one right behind it. */
    private JsonNode twice(String field, JsonNode value) {
        return raw(value + "," + JSON.writeValueAsString(field) + ":" + pick(OTHER_KINDS));
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer()) {
            containers.add(node);
            node.forEach(inner -> collect(inner, containers));
        }
    }

    private JsonNode wrongValue(JsonNode right) {
        return switch (random.nextInt(10)) {
            case 0 -> NODES.nullNode();
            case 1 -> raw(pick(OTHER_KINDS));
            case 2 -> raw(pick(NUMBERS));
            case 3 -> NODES.stringNode(pick(NO_DAYS));
            case 4 -> raw(ASCII.writeValueAsString(pick(NO_TEXTS)));
            case 5 -> NODES.stringNode(veryLong());
            case 6 -> raw(deep());
            case 7 ->
                raw(right + ",".repeat(random.nextInt(2)) + pick(List.of(" ", "/* */", "//", ";", "\u0000", "\f")));
            case 8 ->
                right.isString()
                        ? NODES.stringNode(pick(List.of(
                                right.stringValue().toLowerCase(Locale.ROOT),
                                right.stringValue() + " ",
                                right.stringValue() + right.stringValue(),
                                "0")))
                        : NODES.stringNode(right.toString());
            default -> NODES.stringNode(pick(TEXTS));
        };
    }

    /** Something within something, closed or not, or beside very much else. */
    private String deep() {
        int depth = pick(List.of(10, 400, 490, 510, 1_000, 20_000));
        return switch (random.nextInt(4)) {
            case 0 -> "[".repeat(depth) + "]".repeat(depth);
            case 1 -> "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
            case 2 -> "[".repeat(depth);
            default -> "[" + "1,".repeat(depth) + "1]";
        };
    }

    private byte[] wrongBytes(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            case 1 ->
                inserted(bytes, pick(List.of("80", "c0af", "eda080", "f4908080", "ff", "e282", "00", "1b5d", "f09f")));
            case 2 -> ("\ufeff" + body).getBytes(UTF_8);
            case 3 -> body.getBytes(UTF_16LE);
            case 4 -> (body + pick(List.of("{}", "x", "]", "\u0000", " \n\t", ","))).getBytes(UTF_8);
            case 5 -> pick(OTHER_KINDS).getBytes(UTF_8);
            case 6 -> deep().getBytes(UTF_8);
            case 7 -> body.replace('"', '\'').getBytes(UTF_8);
            default -> new byte[0];
        };
    }

    private byte[] inserted(byte[] bytes, String hex) {
        byte[] broken = HexFormat.of().parseHex(hex);
        int at = random.nextInt(bytes.length + 1);
        byte[] all = Arrays.copyOf(bytes, bytes.length + broken.length);
        System.arraycopy(bytes, at, all, at + broken.length, bytes.length - at);
        System.arraycopy(broken, 0, all, at, broken.length);
        return all;
    }
}
