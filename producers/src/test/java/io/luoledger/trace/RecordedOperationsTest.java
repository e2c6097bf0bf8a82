package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.KernelBody.CallRefused;
import io.luoledger.event.KernelBody.HandoverStarted;
import io.luoledger.event.KernelBody.LiveUpdateOpened;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody;
import io.luoledger.event.Token;
import io.luoledger.text.TextFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What user space recorded of each call, against the events of the trace: same calls, same order, same errno. */
class RecordedOperationsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The program that ran the scripts holds the device open; its own opens and closes of it are no events. */
    private static final Map<String, String> TYPES = Map.of(
            "create", "SessionCreated",
            "retrieve_session", "SessionRetrieved",
            "preserve", "FilePreserved",
            "retrieve", "FileRetrieved",
            "finish", "SessionFinished",
            "close", "SessionClosed");

    static Stream<String> scenarios() {
        return Stream.concat(Captures.scenarios("traces").stream(), Captures.scenarios("abi-mismatch").stream());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldAgreeWithEveryRecordedOperation(String scenario) throws IOException {
        // Given
        List<List<String>> recorded = recorded(scenario + ".ops.jsonl");

        // When
        Captures.Imported imported = Captures.scenario(scenario, true);

        // Then
        shouldAgree(scenario, imported, recorded);
    }

    /**
     * What the tool's own capture gives, in each of its ways, and the parts in which it comes: boots divided by blanks, parts
     * by +, a console behind "console".
     */
    @ParameterizedTest
    @CsvSource({
        "way1-up, OUT.trace+PIPE.trace IN-BOOT.ftrace+IN.trace, 9",
        "way1-up, OUT.trace+PIPE.trace IN-BOOT.ftrace+IN.trace console, 9",
        "way2-up, OUT.trace IN.trace console, 9",
        "way2-up, OUT.trace+console.log IN.trace, 9",
        "way2-up, OUT.trace+console.log IN-BOOT.ftrace+IN.trace console, 9",
        "way2-up, console.log, 9",
        "way2-up, console, 9",
        "way3-smp, OUT.trace+LUOBOOT.trace IN-BOOT.ftrace+IN.trace console, 4",
        "way3-smp, LUOBOOT.trace IN-BOOT.ftrace+IN.trace, 4",
        "way3-smp, LUOBOOT.trace+OUT.trace IN-BOOT.ftrace+IN.trace, 4"
    })
    void shouldAgreeInEachOfTheWaysToCapture(String way, String given, int frozen) throws IOException {
        // Given: an entry lies behind an ENDBR; what two recorders saw, both tell
        String folder = "capture/" + way + "/";
        List<List<TextFile>> boots = new ArrayList<>();
        for (String boot : given.replaceAll(" ?console$", "").split(" ")) {
            if (!boot.isEmpty()) {
                boots.add(Stream.of(boot.split("\\+"))
                        .map(part -> Captures.file(folder + part))
                        .toList());
            }
        }
        List<TextFile> consoles =
                given.endsWith("console") ? List.of(Captures.file(folder + "console.log")) : List.of();

        // When
        Captures.Imported imported = Captures.run(boots, consoles);

        // Then
        shouldAgree(way, imported, recorded(folder + "ops.jsonl"));
        assertThat(imported.ofBoot(0))
                .filteredOn(event -> event.body() instanceof FileBody.FileFrozen)
                .hasSize(frozen);
        assertThat(imported.ofBoot(0))
                .filteredOn(event -> event.body() instanceof HandoverStarted
                        && event.body().result().ok())
                .hasSize(1);
        assertThat(imported.told())
                .filteredOn(event -> event.contains("SourceGap"))
                .allMatch(event -> event.contains("the text ends") || event.contains("isn't here"));
    }

    /** Seconds ahead; or no time at all, as of a clock that counts ticks. */
    @ParameterizedTest
    @CsvSource({
        "0.600000, OUT.trace+LUOBOOT.trace",
        "1000, LUOBOOT.trace+OUT.trace",
        "-3, OUT.trace+LUOBOOT.trace",
        "ticks, OUT.trace+LUOBOOT.trace"
    })
    void shouldCountOnceWhatTwoRecordersSawWhateverTheirClocks(String ahead, String parts) throws IOException {
        // Given
        List<TextFile> outgoing = new ArrayList<>();
        for (String part : parts.split("\\+")) {
            String text = Captures.text("capture/way3-smp/" + part);
            Matcher time =
                    Pattern.compile("(?m)^(.{30,60}?) +(\\d+)\\.(\\d{6}): ").matcher(text);
            String shifted = time.replaceAll(found -> part.equals("OUT.trace")
                    ? found.group()
                    : found.group(1) + " "
                            + (ahead.equals("ticks")
                                    ? found.group(2) + found.group(3)
                                    : new BigDecimal(found.group(2) + "." + found.group(3))
                                            .add(new BigDecimal(ahead.contains(".") ? ahead : ahead + ".000000")
                                                    .setScale(6, java.math.RoundingMode.DOWN))
                                            .toPlainString())
                            + ": ");
            outgoing.add(Captures.text(part, shifted));
        }

        // When
        Captures.Imported imported =
                Captures.run(List.of(outgoing, List.of(Captures.file("capture/way3-smp/IN.trace"))), List.of());

        // Then
        shouldAgree("way3-smp", imported, recorded("capture/way3-smp/ops.jsonl"));
        assertThat(imported.report().boots().getFirst().lines()).containsKey("copy");
    }

    private static void shouldAgree(String scenario, Captures.Imported imported, List<List<String>> recorded) {
        assertThat(imported.report().unreadableLines()).isZero();
        int compared = 0;
        Map<String, String> names = new HashMap<>();
        for (int boot = 0; boot < recorded.size(); boot++) {
            if (boot < imported.report().boots().size() && hasTrace(imported, boot)) {
                List<String> opens = recorded.get(boot).stream()
                        .filter(call -> call.startsWith("opendev "))
                        .map(call -> call.substring(8))
                        .toList();
                List<String> calls = recorded.get(boot).stream()
                        .filter(call -> !call.startsWith("opendev "))
                        .toList();
                List<String> seen = seen(imported.ofBoot(boot), calls, names);
                assertThat(seen).as("boot %d of %s", boot, scenario).isEqualTo(calls);
                // the program that ran the scripts opened the device for itself, too
                assertThat(refusedOpens(imported.ofBoot(boot))).containsSubsequence(opens);
                compared += seen.size() + opens.size();
            }
        }
        System.out.println(scenario + ": " + compared + " operations agree");
        assertThat(compared).isPositive();
    }

    private static boolean hasTrace(Captures.Imported imported, int boot) {
        return !imported.report().boots().get(boot).input().equals("console");
    }

    /**
     * The calls of the trace, as the recording would tell them.
     *
     * @param names which session a stand-in was found to be: the same one all along
     */
    private static List<String> seen(List<Draft> events, List<String> recorded, Map<String, String> names) {
        List<String> seen = new ArrayList<>();
        for (Draft draft : events) {
            Body body = draft.body();
            String line = switch (body) {
                case SessionBody session -> body.type() + " " + name(session.session()) + " " + body.result();
                case FileBody.FilePreserved file ->
                    body.type() + " " + name(file.session()) + " " + file.token() + " " + body.result();
                case FileBody.FileRetrieved file ->
                    body.type() + " " + name(file.session()) + " " + file.token() + " " + body.result();
                case CallRefused call -> "refused " + name(call.session()) + " " + call.result();
                default -> null;
            };
            if (line != null) {
                // what the trace can't tell isn't compared: a name in a graph, the token of a call that was refused
                // before
                String told = seen.size() < recorded.size() ? recorded.get(seen.size()) : "";
                seen.add(matches(line, told, names) ? told : line);
            }
        }
        return seen;
    }

    private static boolean matches(String line, String told, Map<String, String> names) {
        String[] is = line.split(" ", -1);
        String[] should = told.split(" ", -1);
        if (is.length != should.length) {
            return false;
        }
        boolean refused = !is[is.length - 1].equals("OK");
        for (int i = 0; i < is.length; i++) {
            if (is[i].startsWith("unknown")) {
                String same = names.putIfAbsent(is[i], should[i]);
                if (same != null && !same.equals(should[i])) {
                    return false;
                }
            } else if (!(is[i].equals("null") && refused) && !is[i].equals(should[i])) {
                return false;
            }
        }
        return true;
    }

    private static List<String> refusedOpens(List<Draft> events) {
        return events.stream()
                .filter(draft -> draft.body() instanceof LiveUpdateOpened)
                .map(draft -> draft.body().result().toString())
                .toList();
    }

    private static String name(@Nullable Session session) {
        return session == null ? "null" : session.name();
    }

    /** Per boot, the calls that reached the kernel's live-update code. */
    private static List<List<String>> recorded(String file) throws IOException {
        List<List<String>> boots = new ArrayList<>();
        List<Map<String, String>> handles = new ArrayList<>();
        for (String line : Captures.text(file).split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            // a line is a boot with its calls, or one call with its boot
            JsonNode told = JSON.readTree(line);
            int number = told.get("stage").asInt();
            while (boots.size() < number) {
                boots.add(new ArrayList<>());
                handles.add(new HashMap<>());
            }
            for (JsonNode op : told.has("ops") ? told.get("ops") : List.of(told)) {
                if (op.has("result")) {
                    operation(op, handles.get(number - 1), boots.get(number - 1));
                }
            }
        }
        return boots;
    }

    private static void operation(JsonNode op, Map<String, String> handles, List<String> calls) {
        String kind = op.get("op").asText();
        String result = op.get("result").asText();
        List<String> arguments = new ArrayList<>();
        op.get("args").forEach(argument -> arguments.add(argument.asText()));
        String type = TYPES.get(kind);
        if (result.equals("SCRIPT")) {
            return;
        }
        if (kind.equals("opendev") && !result.equals("OK")) {
            if (result.equals("ENOENT")) {
                // no such device: nothing of live update was called
                return;
            }
            calls.add("opendev " + result);
        } else if (kind.equals("create") || kind.equals("retrieve_session")) {
            String name = decoded(arguments.get(0));
            if (result.equals("EBADF")) {
                return;
            }
            calls.add(type + " " + name + " " + result);
            if (result.equals("OK") && arguments.size() > 1) {
                handles.put(arguments.get(1), name);
            }
        } else if (type != null) {
            String session = handles.get(arguments.get(0));
            if (session == null) {
                return;
            }
            switch (kind) {
                case "preserve" -> calls.add(type + " " + session + " " + token(arguments.get(2)) + " " + result);
                case "retrieve" -> calls.add(type + " " + session + " " + token(arguments.get(1)) + " " + result);
                default -> calls.add(type + " " + session + " " + result);
            }
            if (kind.equals("close")) {
                handles.remove(arguments.get(0));
            }
        } else if (Set.of("get_name", "ioctl").contains(kind)
                && !result.equals("OK")
                && handles.containsKey(arguments.get(0))) {
            calls.add("refused " + handles.get(arguments.get(0)) + " " + result);
        }
    }

    private static Token token(String text) {
        return Token.parse(text);
    }

    private static String decoded(String name) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '%') {
                int value = Integer.parseInt(name, i + 1, i + 3, 16);
                if (value != 0) {
                    bytes.write(value);
                }
                i += 2;
            } else {
                bytes.write(name.charAt(i));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
