package io.luoledger.cli;

import io.luoledger.abi.series.Series;
import io.luoledger.abi.series.Series.Step;
import io.luoledger.abi.source.HeaderTree;
import io.luoledger.wire.Reason;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Patches of a mailbox upon a tree. git applies them, to copies of the files that they name in a directory of their own, strictly:
 * where one doesn't fit, nothing that comes after it is known.
 */
final class MailedSeries {
    private static final String NOTHING = "/dev/null";
    private static final Pattern MOVED = Pattern.compile("(?m)^(?:rename|copy) from (.+)\\R(?:rename|copy) to (.+)$");
    private static final Pattern COUNTED = Pattern.compile("(?m)^[-0-9]+\\t[-0-9]+\\t(.+)$");
    private static final Pattern CREATED = Pattern.compile("(?m)^ create (?:mode \\d+ )?(.+)$");
    /** How much of a name isn't the file's own: nothing, or what diff puts in front, such as a/, w/ or linux.orig/. */
    private static final List<String> STRIPS = List.of("-p0", "-p1");

    /** Without them there is no kernel to judge. */
    private static final List<String> NEEDED = List.of("include/linux/kho/", "include/linux/liveupdate/");

    /** A file before and after. */
    private record Names(String before, String after) {
        boolean anyMatch(Predicate<String> test) {
            return test.test(before) || test.test(after);
        }
    }

    private final HeaderTree base;
    private final Path files;
    private final Path patch;
    /** As they are after the patches so far; empty for one that isn't there. Others are as in the base. */
    private final Map<String, Optional<String>> changed = new HashMap<>();

    private final Set<String> absent = new TreeSet<>();

    private MailedSeries(HeaderTree base, Path work) throws IOException {
        this.base = base;
        this.files = Files.createDirectory(work.resolve("files"));
        this.patch = work.resolve("patch").toAbsolutePath();
    }

    static Series read(Path mailbox, HeaderTree base, String baseName) {
        try {
            Path work = Files.createTempDirectory("luo-ledger-mailbox");
            try {
                Mailbox.Content content = Mailbox.read(mailbox, work);
                return new MailedSeries(base, work).series(mailbox, baseName, content);
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UnreadableInputException(mailbox + ": " + Reason.of(e), e);
        }
    }

    private static void delete(Path work) throws IOException {
        try (Stream<Path> all = Files.walk(work)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private Series series(Path mailbox, String baseName, Mailbox.Content content) throws IOException {
        List<Step> steps = new ArrayList<>();
        String parent = null;
        String stop = null;
        for (Mailbox.Patch mail : content.patches()) {
            Set<String> touched = new LinkedHashSet<>();
            String trouble = stop == null ? apply(mail, touched) : stop;
            HeaderTree tree = new Patched(base, baseName + " with " + mail.id(), Map.copyOf(changed));
            steps.add(new Step(mail.id(), mail.subject(), parent, touched, trouble, () -> tree));
            parent = mail.id();
            if (trouble != null && stop == null) {
                stop = "not tried: it stands on " + mail.id() + ", which can't be applied";
            }
        }
        List<String> remarks = new ArrayList<>(
                content.leftOut().stream().map(one -> "left out: " + one).toList());
        absent.forEach(path -> remarks.add("left out: changes of " + path + ", which " + baseName + " hasn't got"));
        return new Series(mailbox.toString(), steps.size(), "patch", "patches", baseName, base, steps, remarks);
    }

    /** What keeps it from being applied; null when it was. */
    private @Nullable String apply(Mailbox.Patch mail, Set<String> touched) throws IOException {
        Files.writeString(patch, mail.diff(), Mailbox.BYTES);
        Git git = Git.apart(files);
        Git.Answer told = new Git.Answer(0, "", "");
        for (String strip : STRIPS) {
            told = git.run("apply", strip, "--numstat", "--summary", patch.toString());
            Set<Names> all = told.worked() ? names(told.out(), mail.diff()) : Set.of();
            if (all.stream().anyMatch(MailedSeries::isReadable)) {
                return apply(git, strip, all, touched);
            }
        }
        return told.worked() ? null : reason(told);
    }

    private @Nullable String apply(Git git, String strip, Set<Names> all, Set<String> touched) throws IOException {
        Set<String> others = new TreeSet<>();
        for (Names names : all) {
            (concerns(names) ? touched : others).addAll(List.of(names.before(), names.after()));
        }
        touched.remove(NOTHING);
        others.remove(NOTHING);
        others.removeAll(touched);
        if (touched.isEmpty()) {
            return null;
        }
        for (String path : touched) {
            copy(path);
        }
        List<String> command = new ArrayList<>(List.of("apply", strip, "--whitespace=nowarn"));
        others.forEach(path -> command.add("--exclude=" + path.replaceAll("([\\\\*?\\[])", "\\\\$1")));
        command.add(patch.toString());
        Git.Answer answer = git.run(command.toArray(String[]::new));
        if (!answer.worked()) {
            return reason(answer);
        }
        for (String path : touched) {
            changed.put(path, text(path));
        }
        return null;
    }

    private static String reason(Git.Answer answer) {
        return answer.reason().replace("error: ", "").replaceAll("\\R", "; ");
    }

    /**
     * The names of its files, as git takes them.
     *
     * @param told what git counts in it and sums up of it
     */
    private static Set<Names> names(String told, String diff) {
        Map<String, String> before = new HashMap<>();
        MOVED.matcher(diff).results().forEach(moved -> before.put(moved.group(2), moved.group(1)));
        CREATED.matcher(told).results().forEach(created -> before.put(created.group(1), NOTHING));
        return COUNTED.matcher(told)
                .results()
                .map(counted -> counted.group(1))
                .map(after -> new Names(before.getOrDefault(after, after), after))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Whether headers may be read of it. */
    private static boolean isReadable(Names names) {
        return names.anyMatch(
                path -> GitTree.PATHS.stream().anyMatch(part -> path.equals(part) || path.startsWith(part + "/")));
    }

    /** Whether headers may be read of it, and the base has it, or ought to. */
    private boolean concerns(Names names) {
        if (names.anyMatch(path -> NEEDED.stream().anyMatch(path::startsWith))) {
            return true;
        }
        if (!isReadable(names)) {
            return false;
        }
        String before = names.before();
        boolean there = before.equals(NOTHING)
                || Optional.ofNullable(changed.get(before))
                        .orElseGet(() -> base.read(before))
                        .isPresent();
        if (!there) {
            absent.add(before);
        }
        return there;
    }

    /** As it is in the base, once. */
    private void copy(String path) throws IOException {
        Path file = files.resolve(path).normalize();
        if (!file.startsWith(files) || changed.containsKey(path)) {
            return;
        }
        Optional<String> text = base.read(path);
        changed.put(path, text);
        if (text.isPresent()) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text.get());
        }
    }

    private Optional<String> text(String path) throws IOException {
        Path file = files.resolve(path).normalize();
        return file.startsWith(files) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                : Optional.empty();
    }

    /** The base with other files in places. */
    private record Patched(HeaderTree base, String name, Map<String, Optional<String>> changed) implements HeaderTree {
        @Override
        public Optional<String> read(String path) {
            Optional<String> own = changed.get(path);
            return own == null ? base.read(path) : own;
        }

        @Override
        public List<String> list(String directory, String suffix) {
            String below = directory.endsWith("/") ? directory : directory + "/";
            Set<String> all = new TreeSet<>(base.list(directory, suffix));
            changed.forEach((path, text) -> {
                if (path.startsWith(below) && path.endsWith(suffix)) {
                    if (text.isPresent()) {
                        all.add(path);
                    } else {
                        all.remove(path);
                    }
                }
            });
            return List.copyOf(all);
        }
    }
}
