package io.luoledger.cli;

import io.luoledger.abi.series.Series;
import io.luoledger.abi.series.Series.Step;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commits of a range FROM..TO, oldest first, each with what it changes of the paths that headers may be read from. */
final class GitSeries {
    private static final String EXPECTED = "; expected a range of commits such as v7.3..HEAD";

    /** @param parent the nearest one before it that is listed; null for where the range begins */
    private record Commit(String id, @Nullable String parent, String subject) {}

    private final Git git;

    private GitSeries(Git git) {
        this.git = git;
    }

    static Series read(@Nullable Path repository, String range) {
        int dots = range.indexOf("..");
        if (dots <= 0 || range.startsWith("-") || range.contains("...")) {
            throw new UsageException("--series " + range + EXPECTED);
        }
        String from = range.substring(0, dots);
        String to = range.substring(dots + 2).isEmpty() ? "HEAD" : range.substring(dots + 2);
        if (!Git.hasRepository(repository)) {
            throw new UnreadableInputException(
                    "no git repository here to read " + range + " of; expected --repository DIR");
        }
        Git git = Git.in(repository);
        return new GitSeries(git).read(range, from, commit(git, from), commit(git, to));
    }

    private static String commit(Git git, String revision) {
        return git.resolve(revision, "commit")
                .orElseThrow(
                        () -> new UnreadableInputException(revision + ": no commit of this repository" + EXPECTED));
    }

    private Series read(String range, String baseName, String from, String to) {
        if (!git.run("merge-base", "--is-ancestor", from, to).worked()) {
            throw new UnreadableInputException(range + ": its end doesn't come from its beginning" + EXPECTED
                    + ", or `git merge-base` of the two to begin with");
        }
        long all = Long.parseLong(
                text("rev-list", "--count", "--ancestry-path", from + ".." + to).strip());
        if (all == 0) {
            throw new UnreadableInputException(range + ": no commit" + EXPECTED + ", the older one first");
        }
        List<Commit> commits = commits(from, to);
        Map<String, Set<String>> touched = touched(commits, from);
        Map<String, String> texts = new HashMap<>();
        List<Step> steps = new ArrayList<>();
        for (Commit commit : commits) {
            steps.add(new Step(
                    commit.id(),
                    commit.subject(),
                    commit.parent(),
                    touched.getOrDefault(commit.id(), Set.of()),
                    null,
                    () -> GitTree.of(git, commit.id(), "git " + commit.id().substring(0, 12), texts)));
        }
        return new Series(
                range,
                all,
                "commit",
                "commits",
                baseName,
                GitTree.of(git, from, "git " + baseName, texts),
                steps,
                List.of());
    }

    /** Those that touch these paths, and merges; parents are as if there were no others. */
    private List<Commit> commits(String from, String to) {
        List<String> command = new ArrayList<>(List.of(
                "rev-list",
                "--parents",
                "--reverse",
                "--topo-order",
                "--full-history",
                "--ancestry-path",
                "--encoding=UTF-8",
                "--format=%s",
                from + ".." + to,
                "--"));
        command.addAll(GitTree.PATHS);
        List<Commit> commits = new ArrayList<>();
        Set<String> listed = new HashSet<>();
        String[] lines = text(command.toArray(String[]::new)).split("\n", -1);
        for (int i = 0; i + 1 < lines.length; i += 2) {
            // "commit ID PARENT ...", then the subject
            String[] words = lines[i].split(" ");
            String parent = words.length > 2 && listed.contains(words[2]) ? words[2] : null;
            commits.add(new Commit(words[1], parent, lines[i + 1]));
            listed.add(words[1]);
        }
        return commits;
    }

    /** What differs between each commit and the one that it stands on. */
    private Map<String, Set<String>> touched(List<Commit> commits, String from) {
        if (commits.isEmpty()) {
            return Map.of();
        }
        StringBuilder pairs = new StringBuilder();
        for (Commit commit : commits) {
            pairs.append(commit.id())
                    .append(' ')
                    .append(commit.parent() == null ? from : commit.parent())
                    .append('\n');
        }
        List<String> command =
                new ArrayList<>(List.of("diff-tree", "--stdin", "-r", "-z", "--no-renames", "--name-only", "--"));
        command.addAll(GitTree.PATHS);
        String listed = git.need(pairs.toString(), command.toArray(String[]::new));
        Set<String> ids = new HashSet<>();
        commits.forEach(commit -> ids.add(commit.id()));
        Map<String, Set<String>> touched = new LinkedHashMap<>();
        String current = "";
        for (String word : listed.split("\0")) {
            if (ids.contains(word)) {
                current = word;
            } else {
                touched.computeIfAbsent(current, first -> new HashSet<>()).add(word);
            }
        }
        return touched;
    }

    private String text(String... command) {
        return git.need("", command);
    }
}
