package io.luoledger.simulator.script;

import io.luoledger.simulator.script.RecordedSteps.Step;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sessions that a recorded program had in one kernel, and what it preserved in them and got back. */
final class RecordedSessions {
    /** What one kernel's program preserved where: what the next one's retrieves by. */
    static final class Preserved {
        private final Map<String, String> sessionOfObject = new HashMap<>();
        private final Map<String, String> sessionOfWhat = new HashMap<>();
    }

    private final RecordedScript script;
    private final RecordedFiles files;
    private final Preserved preserved;
    private final Set<String> created = new LinkedHashSet<>();
    private final Set<String> retrieved = new LinkedHashSet<>();
    private final Map<String, Set<String>> tokens = new HashMap<>();
    private @Nullable String current;

    RecordedSessions(RecordedScript script, RecordedFiles files, Preserved preserved) {
        this.script = script;
        this.files = files;
        this.preserved = preserved;
    }

    void create(Step step) {
        script.op(step, "create", step.object(), handle(step.object(), true));
        if (step.ok()) {
            created.add(step.object());
            current = tokens.isEmpty() && current != null ? current : step.object();
        }
    }

    void retrieveSession(Step step) {
        script.op(step, "retrieve_session", step.object(), handle(step.object(), false));
        if (step.ok()) {
            retrieved.add(step.object());
        }
    }

    void finish(Step step) {
        script.op(step, "finish", handle(step.object(), !retrieved.contains(step.object())));
    }

    private static String handle(String session, boolean outgoing) {
        return (outgoing ? "out." : "in.") + session;
    }

    void close(Step step) {
        String session = step.object();
        boolean outgoing =
                created.contains(session) && (step.step().contains("unpreserve") || !retrieved.contains(session));
        script.op(step, "close", handle(session, outgoing));
        if (outgoing) {
            created.remove(session);
            tokens.remove(session);
            if (session.equals(current)) {
                current = null;
            }
        }
    }

    /**
     * Which session a file was preserved in, the recording doesn't say. It is the one named after what is preserved; else the current
     * one: the last created, but of several made in a row the first, until a token comes again.
     */
    private String sessionFor(String what, String token) {
        for (String session : created) {
            if (session.endsWith("-" + what)) {
                return session;
            }
        }
        List<String> inOrder = List.copyOf(created);
        String session = current;
        if (session == null) {
            session = inOrder.isEmpty() ? "none" : inOrder.getLast();
        }
        boolean used = tokens.getOrDefault(session, Set.of()).contains(token);
        int next = inOrder.indexOf(session) + 1;
        boolean free = what.endsWith("other_session") || token.isEmpty() || what.contains("same_token");
        if (used && !free && next < inOrder.size()) {
            session = inOrder.get(next);
        }
        current = session;
        return session;
    }

    void preserve(Step step, String what) {
        String token = step.fields().getOrDefault("token", "0");
        String handle;
        if (what.contains("incoming_session")) {
            handle =
                    handle(retrieved.isEmpty() ? "none" : List.copyOf(retrieved).getLast(), false);
        } else {
            String session = sessionFor(what, token);
            handle = handle(session, true);
            if (step.ok()) {
                tokens.computeIfAbsent(session, fresh -> new LinkedHashSet<>()).add(token);
                preserved.sessionOfObject.put(step.object(), session);
                preserved.sessionOfWhat.put(what, session);
            }
        }
        script.op(step, "preserve", handle, fileToPreserve(step, what), token);
    }

    private String fileToPreserve(Step step, String what) {
        String object = step.object();
        if (what.startsWith("memfd") || object.equals("memfd")) {
            script.line("mkfd memfd memfd_text:hello");
            return "memfd";
        }
        if (object.equals("eventfd")) {
            return "eventfd";
        }
        if (object.equals("/dev/null")) {
            return "devnull";
        }
        if (object.startsWith("fd ")) {
            return "fd:" + object.substring(3).strip();
        }
        if (object.equals("group") || object.equals("container")) {
            return files.old(object);
        }
        if (what.contains("group_device")) {
            return files.old("device");
        }
        if (object.equals("iommufd")) {
            return files.iommufdVariable();
        }
        if (what.contains("dup")) {
            return files.copy(object);
        }
        if (what.contains("retrieved") || what.contains("incoming_session")) {
            return script.variable("got." + object);
        }
        return what.contains("second_file") ? files.lastFile(object) : files.mainFile(object);
    }

    void retrieve(Step step, String what) {
        String token = step.fields().getOrDefault("token", "0");
        if (what.contains("outgoing_session")) {
            script.op(step, "retrieve", handle(sessionFor(what, ""), true), token, "got." + step.object());
            return;
        }
        String session = preserved.sessionOfWhat.get(what);
        if (session == null || !retrieved.contains(session)) {
            session = preserved.sessionOfObject.get(step.object());
        }
        if (session == null || !retrieved.contains(session)) {
            session = retrieved.isEmpty() ? "none" : List.copyOf(retrieved).getLast();
        }
        if (files.retrieved(step.object())) {
            // the same file once more: the program let go of the second descriptor
            String again = script.variable("again." + step.object());
            script.op(step, "retrieve", handle(session, false), token, again);
            script.line("closefd " + again);
            return;
        }
        String file = step.object().equals("memfd") ? "memfd" : script.variable("got." + step.object());
        script.op(step, "retrieve", handle(session, false), token, file);
        if (step.ok()) {
            files.retrieved(step.object(), file);
        }
    }
}
