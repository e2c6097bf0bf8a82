package io.luoledger.abi;

import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.verdict.PairComparison;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The library call for agents: may this machine kexec into that kernel with what it holds preserved? Pure, no I/O but
 * the shipped catalogue; thread-safe.
 *
 * <pre>
 * PairVerdict verdict = AbiGate.check("7.2", "7.3");
 * if (verdict.isError()) { refuse(verdict.consequence()); }
 * </pre>
 */
public final class AbiGate {
    private AbiGate() {}

    /**
     * What the second kernel makes of what the first one leaves.
     *
     * @throws NoSuchElementException for a release that isn't in the catalogue
     */
    public static PairVerdict check(String fromRelease, String toRelease) {
        return check(known(fromRelease), known(toRelease));
    }

    /** The same for kernels that were imported. */
    public static PairVerdict check(AbiDescriptor from, AbiDescriptor to) {
        return PairComparison.judge(from, to, HandoverReader.present());
    }

    /**
     * Whether something stands against the pair: {@link PairVerdict#isError} of {@link #check}, without finding out what
     * the differences do.
     */
    public static boolean isError(AbiDescriptor from, AbiDescriptor to) {
        return PairComparison.judge(from, to, HandoverReader.NONE).isError();
    }

    /** The verdicts on every ordered pair, first by outgoing, then by incoming kernel. */
    public static List<PairVerdict> matrix(List<AbiDescriptor> kernels) {
        return PairComparison.matrix(kernels, HandoverReader.present());
    }

    private static AbiDescriptor known(String release) {
        return Catalogue.find(release)
                .orElseThrow(() ->
                        new NoSuchElementException(release + " isn't in the catalogue; it knows " + Catalogue.names()));
    }
}
