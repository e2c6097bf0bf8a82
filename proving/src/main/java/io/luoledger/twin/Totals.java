package io.luoledger.twin;

import io.luoledger.core.FileStatus;
import io.luoledger.core.Tally;
import java.util.List;
import java.util.stream.Stream;

/** How many promises there were, and how many of them are settled and how. */
final class Totals {
    private Totals() {}

    static String words(Stream<RealFile> all) {
        List<RealFile> files =
                all.filter(file -> file.status() != FileStatus.UNPRESERVED).toList();
        long settled = files.stream().filter(file -> !file.open()).count();
        long finished = files.stream()
                .filter(file -> file.status() == FileStatus.FINISHED)
                .count();
        return words(files.size(), settled, finished);
    }

    static String words(Tally tally) {
        return words(tally.files(), tally.filesSettled(), tally.filesFinished());
    }

    private static String words(long files, long settled, long finished) {
        return files + " promised, " + settled + " settled, " + finished + " finished";
    }
}
