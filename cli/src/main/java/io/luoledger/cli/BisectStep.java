package io.luoledger.cli;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.report.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code abi check --bisect}: exit codes as {@code git bisect run} reads them. There 0 is a good commit, 125 one that can't be
 * tested, and anything else up to 127 a bad one; only from 128 on it ends. So whatever is no answer about the commit is 128: a
 * slip in the command line would else be taken for the bug, at each commit.
 */
final class BisectStep {
    /** The commit can't be judged. */
    static final int SKIP = 125;
    /** Ends the bisect. */
    static final int STOP = 128;

    /** The commit that is to be tested where nothing is checked out, and where it is. */
    private static final List<String> TESTED = List.of("BISECT_HEAD", "HEAD");

    private static final Set<Integer> ANSWERS = Set.of(ExitCode.OK, SKIP);
    private static final Pattern PLACE = Pattern.compile("^(\\S+?):\\d+: ");

    private BisectStep() {}

    /** What a command that ends with this code gives, whatever became of it. */
    static int code(int code, String... arguments) {
        if (!isAsked(arguments)) {
            return code;
        }
        if (code == ExitCode.FOUND) {
            // the launcher asks for another one, since a Java that can't start ends with 1, too
            return Integer.getInteger("luo.ledger.bisect.bad", code);
        }
        return ANSWERS.contains(code) ? code : STOP;
    }

    private static boolean isAsked(String... arguments) {
        return Arrays.stream(arguments).anyMatch(word -> word.equals("--bisect") || word.startsWith("--bisect="));
    }

    /** The commit that git has chosen to be tested. */
    static String tested(SourceOptions options) {
        Git git = Git.in(options.repository());
        return TESTED.stream()
                .filter(name -> Git.hasRepository(options.repository())
                        && git.resolve(name, "commit").isPresent())
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        "--bisect without --to tests the commit that is checked out, and there is no git repository here;"
                                + " expected --to KERNEL or --repository DIR"));
    }

    /** Why nothing can be said of the commit; empty when the report answers. */
    static Optional<String> unjudged(AbiDescriptor base, AbiDescriptor commit, Report report) {
        Set<String> known =
                base.incomplete().stream().map(BisectStep::withoutLine).collect(Collectors.toSet());
        List<String> unread = commit.incomplete().stream()
                .filter(what -> !AbiDescriptor.dependsOnOption(what) && !known.contains(withoutLine(what)))
                .toList();
        if (!unread.isEmpty()) {
            return Optional.of(String.join("; ", unread));
        }
        return report.fails() && report.brokenKinds().isEmpty()
                ? Optional.of("nothing is known to be wrong, and not all is known: "
                        + String.join("; ", unknown(base, commit)) + "; --fail-on without incomplete passes that over")
                : Optional.empty();
    }

    private static List<String> unknown(AbiDescriptor base, AbiDescriptor commit) {
        return commit.incomplete().isEmpty() ? base.incomplete() : commit.incomplete();
    }

    /** Lines move with each commit. */
    private static String withoutLine(String what) {
        return PLACE.matcher(what).replaceFirst("$1: ");
    }
}
