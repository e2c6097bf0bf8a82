package io.luoledger.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A directory of files that answers as a tracefs does: a kernel's list of dynamic events, instances that fill themselves. */
final class TracefsLikeDirectory implements Tracefs {
    private final Path root;
    private final DirectoryTracefs files;
    final List<String> applied = new ArrayList<>();
    boolean denied;
    /** Steps that the kernel refuses. */
    Predicate<Step> refused = step -> false;

    TracefsLikeDirectory(Path root, ProbeSet set) {
        this.root = root;
        files = new DirectoryTracefs(root);
        write("available_filter_functions", "schedule\n" + String.join("\n", set.functions()) + " [luo]\n");
        write("dynamic_events", "p:kprobes/mine do_exit\nf16:other/luo_open luo_open\n");
        write("README", "  f[:[<group>/][<event>]] <func-name>[%return] [<args>]\n");
        write("tracing_on", "1\n");
        write("set_event", "sched:sched_switch\n");
        write("instances/somebody/set_event", "irq:*\n");
        set.events().forEach(event -> write("events/" + event.replace(':', '/') + "/enable", "0\n"));
    }

    void write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String path) {
        try {
            Files.delete(root.resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every file with its contents. */
    Map<String, String> snapshot() {
        try (Stream<Path> all = Files.walk(root)) {
            Map<String, String> snapshot = new TreeMap<>();
            for (Path path : all.toList()) {
                snapshot.put(root.relativize(path).toString(), Files.isDirectory(path) ? "/" : Files.readString(path));
            }
            return snapshot;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String root() {
        return "/t";
    }

    @Override
    public boolean exists(String path) {
        return files.exists(path);
    }

    @Override
    public boolean writable(String path) {
        return !denied;
    }

    @Override
    public java.util.Optional<List<String>> lines(String path) throws IOException {
        return files.lines(path);
    }

    @Override
    public void apply(Step step) throws IOException {
        if (denied) {
            throw new AccessDeniedException(step.path());
        }
        if (refused.test(step)) {
            throw new FileSystemException(step.path(), null, "Invalid argument");
        }
        applied.add(step.asShell(root()));
        if (step instanceof Step.Write write && write.path().equals("dynamic_events")) {
            List<String> lines = new ArrayList<>(lines("dynamic_events").orElseThrow());
            if (write.text().startsWith("-:")) {
                if (exists("instances/luo-ledger")) {
                    throw new FileSystemException(step.path(), null, "Device or resource busy");
                }
                String name = write.text().substring(2);
                if (!lines.removeIf(line ->
                        line.substring(line.indexOf(':') + 1).split(" ")[0].equals(name))) {
                    throw new FileSystemException(step.path(), null, "No such file or directory");
                }
            } else {
                lines.add(write.text());
            }
            write("dynamic_events", String.join("\n", lines) + "\n");
            return;
        }
        files.apply(step);
    }
}
