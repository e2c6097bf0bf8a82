package io.luoledger.cli;

import io.luoledger.abi.source.HeaderTree;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A kernel source tree at a git reference, read without a checkout. What is in the tree is asked once; what is listed there and
 * can't be read is no absent file.
 */
final class GitTree implements HeaderTree {
    /** Whatever a kernel's headers are read from: git is asked for no more of the tree. */
    static final List<String> PATHS = List.of(
            "Makefile",
            "include",
            "kernel/liveupdate/kexec_handover.c",
            "kernel/kexec_handover.c",
            "mm/memblock.c",
            "Documentation/core-api/kho");

    private static final List<String> HEADERS = List.of("include/linux/kho/abi/", "include/linux/liveupdate/abi/");

    /** @param mode 100644, 120000 for a symbolic link, ... */
    private record Entry(String mode, String object) {}

    private final Git git;
    private final String name;
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    /** Texts by object: shared by the trees of a series, of which few files differ. */
    private final Map<String, String> texts;

    private GitTree(Git git, String name, Map<String, String> texts) {
        this.git = git;
        this.name = name;
        this.texts = texts;
    }

    /** The tree at this reference, when there is a repository that has it. */
    static Optional<GitTree> find(@Nullable Path repository, String reference) {
        if (reference.startsWith("-") || reference.contains(":") || !Git.hasRepository(repository)) {
            return Optional.empty();
        }
        Git git = Git.in(repository);
        return git.resolve(reference, "tree").map(tree -> of(git, tree, "git " + reference, new HashMap<>()));
    }

    /** @param tree the name of a tree or commit, as git gave it */
    static GitTree of(Git git, String tree, String name, Map<String, String> texts) {
        GitTree found = new GitTree(git, name, texts);
        List<String> command = new ArrayList<>(List.of("ls-tree", "-r", "-z", "--full-tree", tree, "--"));
        command.addAll(PATHS);
        String listed = git.need("", command.toArray(String[]::new));
        for (String line : listed.split("\0")) {
            int tab = line.indexOf('\t');
            if (tab > 0) {
                // MODE blob OBJECT<tab>PATH
                String[] words = line.substring(0, tab).split(" ");
                found.entries.put(line.substring(tab + 1), new Entry(words[0], words[2]));
            }
        }
        return found;
    }

    /** Whether there are any of preserved state in it. */
    boolean hasHeaders() {
        return HEADERS.stream().anyMatch(directory -> !list(directory, ".h").isEmpty());
    }

    @Override
    public Optional<String> read(String path) {
        Entry entry = entries.get(path);
        return entry == null ? Optional.empty() : Optional.of(text(path, entry));
    }

    private String text(String path, Entry entry) {
        if (!entry.mode().startsWith("100")) {
            throw new UnreadableInputException(
                    name + ": " + path + ": a symbolic link or a submodule, expected a file");
        }
        return texts.computeIfAbsent(entry.object(), object -> git.need("", "cat-file", "blob", object));
    }

    @Override
    public List<String> list(String directory, String suffix) {
        String below = directory.endsWith("/") ? directory : directory + "/";
        return entries.tailMap(below).keySet().stream()
                .takeWhile(path -> path.startsWith(below))
                .filter(path -> path.endsWith(suffix))
                .toList();
    }

    @Override
    public String name() {
        return name;
    }
}
