package io.luoledger.twin;

import io.luoledger.core.FileStatus;
import io.luoledger.core.SessionStatus;
import io.luoledger.simulator.kernel.KernelState;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A session of one half of a kernel, as it was last seen there, with its files; what the kernel let go of stays as it ended. */
final class RealSession {
    private final String name;
    private final Map<Long, RealFile> files = new TreeMap<>();
    /** What a kernel that doesn't tell the two kinds of sessions apart finishes too early, or preserves too late, to hand it over. */
    private final Map<Long, RealFile> dropped = new TreeMap<>();

    private SessionStatus status = SessionStatus.OPEN;
    private boolean received;
    /** What the kernel keeps nothing to tell the status from. */
    private @Nullable SessionStatus maybe;

    private RealSession(String name) {
        this.name = name;
    }

    static RealSession created(String name, Coverage coverage) {
        coverage.moved("session", "none", SessionStatus.OPEN);
        return new RealSession(name);
    }

    String name() {
        return name;
    }

    SessionStatus status() {
        return status;
    }

    Stream<RealFile> files() {
        return files.values().stream();
    }

    Set<Long> tokens() {
        return Set.copyOf(files.keySet());
    }

    /** Whether it is to be handed over. */
    boolean held() {
        return status == SessionStatus.OPEN || status == SessionStatus.FROZEN;
    }

    private void to(SessionStatus next, Coverage coverage) {
        if (next != status) {
            coverage.moved("session", status, next);
            status = next;
        }
        maybe = null;
    }

    // ---- outgoing ----

    /** Looks at the files that the kernel holds for the next one. */
    void preserve(List<KernelState.FileState> held, Coverage coverage) {
        Map<Long, RealFile> before = new TreeMap<>(files);
        for (KernelState.FileState truth : held) {
            if (before.remove(truth.token()) == null) {
                dropped.remove(truth.token());
                files.put(truth.token(), RealFile.preserved(truth, coverage));
            }
        }
        before.forEach((token, file) -> {
            file.to(FileStatus.DISCARDED, coverage);
            files.remove(token);
            dropped.put(token, file);
        });
    }

    void close(Coverage coverage) {
        if (status != SessionStatus.ABORTED) {
            files.values().forEach(file -> file.to(FileStatus.UNPRESERVED, coverage));
            to(SessionStatus.ABORTED, coverage);
        }
    }

    /** A session without files is written down as well, and nobody sees it. */
    void freeze(Coverage coverage) {
        if (held() && !files.isEmpty()) {
            files.values().forEach(file -> file.to(FileStatus.FROZEN, coverage));
            to(SessionStatus.FROZEN, coverage);
        }
    }

    void thaw(Coverage coverage) {
        if (status == SessionStatus.FROZEN) {
            files.values().forEach(file -> file.to(FileStatus.PRESERVED, coverage));
            to(SessionStatus.OPEN, coverage);
        }
    }

    // ---- incoming ----

    void handedOver(SessionStatus becomes, Coverage coverage) {
        if (!held()) {
            return;
        }
        to(becomes, coverage);
        FileStatus each = switch (becomes) {
            case PROMISED -> FileStatus.PROMISED;
            case LEAKED -> FileStatus.LEAKED;
            default -> FileStatus.LOST;
        };
        files.values().forEach(file -> file.to(each, coverage));
    }

    void leak(Coverage coverage) {
        if (status == SessionStatus.PROMISED || status == SessionStatus.RETRIEVED) {
            files.values().forEach(file -> {
                if (file.open()) {
                    file.to(FileStatus.LEAKED, coverage);
                }
            });
            to(SessionStatus.LEAKED, coverage);
        }
    }

    /**
     * Looks at what the kernel has of it.
     *
     * @param truth null when it has nothing any more
     */
    void see(KernelState.@Nullable SessionState truth, Coverage coverage) {
        if (status == SessionStatus.LEAKED) {
            return;
        }
        if (truth == null) {
            files.values().forEach(file -> file.end(coverage));
            to(SessionStatus.FINISHED, coverage);
            return;
        }
        Set<Long> held = new HashSet<>();
        for (KernelState.FileState file : truth.files()) {
            RealFile known = files.get(file.token());
            if (known == null && received) {
                dropped.computeIfAbsent(file.token(), token -> RealFile.dropped(file, coverage));
            } else if (known == null) {
                // the kernel made up a file: it must be seen as a difference
                held.add(file.token());
                files.put(file.token(), RealFile.preserved(file, coverage));
            } else if (known.open()) {
                held.add(file.token());
                known.see(file, coverage);
            }
        }
        received = true;
        files.forEach((token, file) -> {
            if (!held.contains(token)) {
                file.end(coverage);
            }
        });
        if (truth.leaked()) {
            leak(coverage);
        } else if (truth.retrieved()) {
            retrieved(held.isEmpty(), coverage);
        }
    }

    /** FINISH takes all files away; of a session that never had any nobody can tell whether it was finished. */
    private void retrieved(boolean empty, Coverage coverage) {
        if (empty && !files.isEmpty()) {
            to(SessionStatus.FINISHED, coverage);
        } else {
            to(SessionStatus.RETRIEVED, coverage);
            maybe = empty ? SessionStatus.FINISHED : null;
        }
    }

    // ---- in words ----

    void describe(String half, Lines lines) {
        Set<String> words = new HashSet<>();
        words.add(status.name());
        if (maybe != null) {
            words.add(maybe.name());
        }
        lines.put(half + "session " + name, words);
        files.forEach((token, file) -> lines.put(half + "file " + name + " " + token, file.words()));
        dropped.forEach((token, file) -> lines.put(half + "file " + name + " " + token, file.words()));
    }
}
