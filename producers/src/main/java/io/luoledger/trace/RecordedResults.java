package io.luoledger.trace;

import io.luoledger.text.JsonLines;
import io.luoledger.text.TextFile;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What user space recorded of its steps, a step a line, as far as a retrieved device file was asked who it is,
 * or /dev/liveupdate wasn't there:
 *
 * <pre>
 * {"kernel": 2, "step": "retrieve...", "object": O, "token": "0x1", "errname": "OK"}
 * {"kernel": 2, "step": "...", "object": "/dev/liveupdate", "errname": "ENOENT"}
 * {"kernel": 2, "step": "...config...", "object": O, "vendor": "0x1af4", "device": "0x1041", "errname": "OK"}
 * </pre>
 *
 * A step that reads the configuration of the same object behind a retrieve reads it through the retrieved file.
 */
final class RecordedResults {
    private static final String EXPECTED = "a step a line: {\"kernel\", \"step\", \"object\", \"errname\", ...}";
    private static final String DEVICE = "/dev/liveupdate";
    private static final int MAX_RETRIEVES = 1_000_000;

    /** What a file says of itself. */
    record Identity(int vendor, int device) {}

    /** A retrieve that gave a file. */
    static final class Retrieved {
        private final long token;
        private @Nullable Identity identity;

        private Retrieved(long token) {
            this.token = token;
        }
    }

    private final Map<Integer, Deque<Retrieved>> byKernel = new TreeMap<>();
    private final Map<String, Retrieved> byObject = new HashMap<>();
    private final Set<Integer> withoutDevice = new HashSet<>();
    private int kernel = -1;
    private int retrieves;

    private RecordedResults() {}

    static RecordedResults none() {
        return new RecordedResults();
    }

    /** Throws UnreadableInputException for text of another kind. */
    static RecordedResults read(TextFile text) {
        RecordedResults results = new RecordedResults();
        JsonLines.forEach(text, EXPECTED, results::row);
        return results;
    }

    private void row(JsonLines.Row row) {
        int number = row.needNumber("kernel", 10);
        String step = row.need("step");
        if (number != kernel) {
            kernel = number;
            byObject.clear();
        }
        String object = row.text("object");
        if (DEVICE.equals(object) && "ENOENT".equals(row.text("errname"))) {
            // the call never reached the kernel's live-update code, so no trace shows it
            withoutDevice.add(number);
        }
        if (object == null || !"OK".equals(row.text("errname"))) {
            return;
        }
        String token = row.text("token");
        if (token != null && step.startsWith("retrieve")) {
            Long bits = Numbers.parse(token);
            if (bits == null) {
                throw row.unreadable("\"token\" isn't a number: \"" + token + "\"");
            }
            if (++retrieves > MAX_RETRIEVES) {
                throw row.unreadable("more than " + MAX_RETRIEVES + " retrieves");
            }
            Retrieved retrieved = new Retrieved(bits);
            byObject.put(object, retrieved);
            byKernel.computeIfAbsent(number, key -> new ArrayDeque<>()).add(retrieved);
        } else if (step.contains("config") && row.has("vendor") && row.has("device")) {
            Retrieved asked = byObject.get(object);
            if (asked != null && asked.identity == null) {
                asked.identity = new Identity(row.needNumber("vendor", 16), row.needNumber("device", 16));
            }
        }
    }

    /** What the file said that this boot's next retrieve of the token gave; null where nobody asked it. */
    @Nullable
    Identity next(int boot, long token) {
        Deque<Retrieved> left = byKernel.get(boot + 1);
        if (left == null) {
            return null;
        }
        List<Retrieved> others = new ArrayList<>();
        Retrieved found = null;
        while (found == null && !left.isEmpty()) {
            Retrieved next = left.removeFirst();
            if (next.token == token) {
                found = next;
            } else {
                others.add(next);
            }
        }
        others.reversed().forEach(left::addFirst);
        return found == null ? null : found.identity;
    }

    /** Whether user space found no /dev/liveupdate in this boot. */
    boolean withoutDevice(int boot) {
        return withoutDevice.contains(boot + 1);
    }

    /** How many files said who they are whose retrieve the trace didn't show. */
    long left() {
        return byKernel.values().stream()
                .flatMap(Deque::stream)
                .filter(retrieved -> retrieved.identity != null)
                .count();
    }
}
