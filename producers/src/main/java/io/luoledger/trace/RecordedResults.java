package io.luoledger.trace;

import io.luoledger.event.Body;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.SessionFinished;
import io.luoledger.event.SessionBody.SessionRetrieved;
import io.luoledger.event.Token;
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
 * Where the trace has nothing of what user space did, its steps on sessions ({@code retrieve_session} and {@code finish...}
 * of object NAME) and their files ({@code retrieve...} of a token) count themselves.
 */
final class RecordedResults {
    private static final String EXPECTED = "a step a line: {\"kernel\", \"step\", \"object\", \"errname\", ...}";
    private static final String DEVICE = "/dev/liveupdate";
    private static final String CREATE = "create_session";
    private static final String CLOSE = "close_session";
    /** Beginnings of the steps that tell of sessions and files. */
    private static final List<String> LIFE = List.of(CREATE, CLOSE, "retrieve", "finish");

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

    /** What user space says that a call on received state came to. */
    private record Step(
            String name, String object, @Nullable Long token, Result result) {}

    private final Map<Integer, List<Step>> steps = new HashMap<>();
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

    private static @Nullable Long token(JsonLines.Row row) {
        String token = row.word("token");
        if (token == null) {
            return null;
        }
        Long bits = Numbers.parse(token);
        if (bits == null) {
            throw row.unreadable("\"token\" isn't a number: \"" + token + "\"");
        }
        return bits;
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
        Long token = token(row);
        boolean life = object != null && LIFE.stream().anyMatch(step::startsWith);
        String errname = life ? row.need("errname") : row.text("errname");
        if (object != null && errname != null && life) {
            keep(number, new Step(step, object, token, Result.ofName(errname)));
        }
        if (object == null || !"OK".equals(errname)) {
            return;
        }
        if (token != null && step.startsWith("retrieve")) {
            if (++retrieves > MAX_RETRIEVES) {
                throw row.unreadable("more than " + MAX_RETRIEVES + " retrieves");
            }
            Retrieved retrieved = new Retrieved(token);
            byObject.put(object, retrieved);
            byKernel.computeIfAbsent(number, key -> new ArrayDeque<>()).add(retrieved);
        } else if (step.contains("config") && row.has("vendor") && row.has("device")) {
            Retrieved asked = byObject.get(object);
            if (asked != null && asked.identity == null) {
                asked.identity = new Identity(row.needNumber("vendor", 16), row.needNumber("device", 16));
            }
        }
    }

    private void keep(int number, Step step) {
        List<Step> kept = steps.computeIfAbsent(number, key -> new ArrayList<>());
        if (kept.size() < MAX_RETRIEVES) {
            kept.add(step);
        }
    }

    /** The calls on received state that user space recorded in this boot; without those whose session nobody can tell. */
    List<Body> received(int boot, TracedKernel kernel) {
        List<Body> bodies = new ArrayList<>();
        for (Step step : steps.getOrDefault(boot + 1, List.of())) {
            Long token = step.token();
            Session named = token == null ? promised(boot, step.object(), kernel) : null;
            if (named != null && step.name().equals("retrieve_session")) {
                bodies.add(new SessionRetrieved(named, step.result()));
            } else if (named != null && step.name().startsWith("finish")) {
                bodies.add(new SessionFinished(named, step.result()));
            } else if (token != null && step.name().startsWith("retrieve")) {
                TracedSession session = kernel.promisedWith(new Token(token), step.object());
                TracedFile file = session == null ? null : session.find(new Token(token));
                if (session != null && file != null) {
                    // who refused isn't told: maybe the handler, maybe nobody asked it
                    String handler = step.result().ok() ? file.handler : null;
                    bodies.add(new FileRetrieved(
                            session.session, file.token, handler, file.data, file.device, step.result()));
                }
            }
        }
        return bodies;
    }

    /** What the trace calls the session that was handed over under this name: it may know it by its place only. */
    private @Nullable Session promised(int boot, String name, TracedKernel kernel) {
        TracedSession known = kernel.promised(name);
        if (known != null) {
            return known.session;
        }
        List<String> made = new ArrayList<>();
        for (Step step : steps.getOrDefault(boot, List.of())) {
            if (step.name().equals(CREATE) && step.result().ok()) {
                made.add(step.object());
            } else if (step.name().startsWith(CLOSE) && step.result().ok()) {
                made.remove(step.object());
            }
        }
        List<TracedSession> promised = kernel.promisedInOrder();
        int place = made.indexOf(name);
        return place >= 0 && made.size() == promised.size() ? promised.get(place).session : null;
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
