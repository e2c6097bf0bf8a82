package io.luoledger.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceOpened;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.SourceGap;
import io.luoledger.text.TextFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What user space recorded of each step on VFIO devices, against the events of the trace: same order, same errno. */
class RecordedStepsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<String> scenarios() {
        return Stream.concat(Captures.scenarios("vfio").stream(), Captures.scenarios("vfio-v1").stream());
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldAgreeWithEveryRecordedStep(String scenario) throws IOException {
        // Given
        List<Map<String, List<String>>> recorded = recorded(scenario);

        // When
        Captures.Imported imported = imported(scenario);

        // Then
        assertThat(imported.report().unreadableLines()).isZero();
        int compared = 0;
        int boots = imported.report().boots().size();
        for (int boot = 0; boot < boots; boot++) {
            Map<String, List<String>> seen = seen(imported.ofBoot(boot));
            List<String> untold = untold(imported.ofBoot(boot));
            for (Map.Entry<String, List<String>> steps : recorded.get(boot).entrySet()) {
                List<String> is = seen.getOrDefault(steps.getKey(), List.of());
                List<String> should = told(steps.getValue(), is, untold);
                assertThat(is).as("%s of boot %d", steps.getKey(), boot).isEqualTo(should);
                compared += is.size();
            }
        }
        System.out.println(scenario + ": " + compared + " steps agree");
        assertThat(compared).isPositive();
    }

    /** Where the text is known not to tell a result, the recording may say more; never something else. */
    private static List<String> told(List<String> recorded, List<String> seen, List<String> untold) {
        if (untold.isEmpty() || recorded.size() == seen.size()) {
            return recorded;
        }
        List<String> left = new ArrayList<>(recorded);
        for (int i = 0; i < seen.size() && i < left.size(); ) {
            if (left.get(i).equals(seen.get(i))) {
                i++;
            } else {
                left.remove(i);
            }
        }
        return left.subList(0, Math.min(seen.size(), left.size()));
    }

    private static List<String> untold(List<Draft> events) {
        List<String> gaps = new ArrayList<>();
        for (Draft event : events) {
            if (event.body() instanceof SourceGap gap) {
                gaps.add(gap.detail());
            }
        }
        return gaps;
    }

    private static Captures.Imported imported(String scenario) {
        List<List<TextFile>> boots = new ArrayList<>();
        for (String boot : List.of("outgoing", "incoming", "incoming2")) {
            if (Captures.exists(scenario + "." + boot + ".trace")) {
                boots.add(List.of(Captures.file(scenario + "." + boot + ".trace")));
            }
        }
        return Captures.run(boots, List.of());
    }

    /** Per type of event, in order: "token errno" or "address errno" or "errno". */
    private static Map<String, List<String>> seen(List<Draft> events) {
        Map<String, List<String>> seen = new TreeMap<>();
        for (Draft draft : events) {
            Body body = draft.body();
            String what = body instanceof FilePreserved file
                    ? token(file.token(), file.result().ok()) + " "
                    : body instanceof FileRetrieved file
                            ? token(file.token(), file.result().ok()) + " "
                            : body instanceof DeviceOpened open ? open.address() + " " : "";
            seen.computeIfAbsent(body.type(), key -> new ArrayList<>()).add(what + body.result());
        }
        return seen;
    }

    private static String token(io.luoledger.event.@Nullable Token token, boolean ok) {
        assertThat(token != null || !ok).isTrue();
        return token == null ? "?" : token.toString();
    }

    private static List<Map<String, List<String>>> recorded(String scenario) throws IOException {
        List<Map<String, List<String>>> boots = new ArrayList<>();
        String last = "";
        for (String line : Captures.text(scenario + ".results.jsonl").split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            JsonNode row = JSON.readTree(line);
            int kernel = row.get("kernel").asInt();
            if (kernel > boots.size() && last.equals("reboot_kexec_calling")) {
                boots.getLast()
                        .computeIfAbsent("HandoverStarted", key -> new ArrayList<>())
                        .add("OK");
            }
            while (boots.size() < kernel) {
                boots.add(new TreeMap<>());
            }
            last = row.get("step").asText();
            String type = type(last, row);
            if (type != null) {
                boots.getLast().computeIfAbsent(type, key -> new ArrayList<>()).add(step(type, row));
            }
        }
        return boots;
    }

    private static String step(String type, JsonNode row) {
        String errno = row.get("errname").asText();
        return switch (type) {
            case "FilePreserved", "FileRetrieved" ->
                // a call on the wrong side never reaches the function that its token is told by
                (errno.equals("EINVAL") ? "?" : row.get("token").asText()) + " " + errno;
            case "DeviceOpened" -> row.get("object").asText() + " " + errno;
            default -> errno;
        };
    }

    /** Closes are left out: the program made some that it didn't record, and its trace was read before others. */
    private static @Nullable String type(String step, JsonNode row) {
        if (step.equals("create_session")) {
            return "SessionCreated";
        }
        if (step.equals("retrieve_session")) {
            return "SessionRetrieved";
        }
        if (step.startsWith("preserve_")) {
            return "FilePreserved";
        }
        if (step.equals("retrieve") || step.startsWith("retrieve_")) {
            return "FileRetrieved";
        }
        if (step.equals("finish") || step.startsWith("finish_")) {
            return "SessionFinished";
        }
        if (step.equals("reboot_kexec_refused")) {
            return "HandoverStarted";
        }
        if (step.equals("open_dev_liveupdate_second_time")) {
            return "LiveUpdateOpened";
        }
        // a device without a driver has nothing to open
        boolean open = step.contains("open_cdev") || step.endsWith("group_get_device_fd");
        return open && !row.path("note").asText().startsWith("no vfio-dev") ? "DeviceOpened" : null;
    }
}
