package io.luoledger.cli;

import io.luoledger.abi.source.HeaderTree;
import io.luoledger.wire.UnreadableInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A kernel source tree at a git reference, read without a checkout. */
final class GitTree implements HeaderTree {
    private final @Nullable Path repository;
    private final String reference;

    private GitTree(@Nullable Path repository, String reference) {
        this.repository = repository;
        this.reference = reference;
    }

    /** The tree at this reference, when there is a repository that has it and preserved-state headers in it. */
    static Optional<GitTree> find(@Nullable Path repository, String reference) {
        if (reference.startsWith("-") || reference.contains(":") || !inRepository(repository)) {
            return Optional.empty();
        }
        GitTree tree = new GitTree(repository, reference);
        return tree.git("cat-file", "-e", reference + ":include/linux/kho/abi").isPresent()
                ? Optional.of(tree)
                : Optional.empty();
    }

    /** Whether git would find a repository there: asking it costs a process. */
    private static boolean inRepository(@Nullable Path repository) {
        if (System.getenv("GIT_DIR") != null) {
            return true;
        }
        Path here = (repository == null ? Path.of("") : repository).toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve(".git")) || Files.isRegularFile(at.resolve("HEAD"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Optional<String> read(String path) {
        return git("show", reference + ":" + path);
    }

    @Override
    public List<String> list(String directory, String suffix) {
        return git("ls-tree", "-r", "--name-only", "--full-tree", reference, directory + "/")
                .map(text -> text.lines()
                        .filter(file -> file.endsWith(suffix))
                        .sorted()
                        .toList())
                .orElse(List.of());
    }

    @Override
    public String name() {
        return "git " + reference;
    }

    /** What git prints; empty when it fails, as it does outside of a repository. */
    private Optional<String> git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        if (repository != null) {
            command.addAll(List.of("-C", repository.toString()));
        }
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .start();
            byte[] output = process.getInputStream().readNBytes(64 << 20);
            return process.waitFor() == 0 ? Optional.of(new String(output, StandardCharsets.UTF_8)) : Optional.empty();
        } catch (IOException noGit) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnreadableInputException("interrupted while git was running", e);
        }
    }
}
