package io.luoledger.abi;

import io.luoledger.abi.reading.HandoverReader;
import io.luoledger.abi.verdict.PairComparison;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The library call for agents: may this machine kexec into that kernel with what it holds preserved? Pure, no I/O but
 * the shipped catalogue; as thread-safe as its reader.
 *
 * <pre>
 * AbiGate gate = SimulatedReader.gate();
 * PairVerdict verdict = gate.check("7.2", "7.3");
 * if (verdict.isError()) { refuse(verdict.consequence()); }
 * </pre>
 */
public final class AbiGate {
    /** Where nobody reads: the same outcomes, and of every difference the consequence that its layer usually has. */
    public static final AbiGate BY_RULES = new AbiGate(HandoverReader.NONE);

    private final HandoverReader reader;

    /** @param reader says what differences do that nobody refuses */
    public AbiGate(HandoverReader reader) {
        this.reader = reader;
    }

    /**
     * What the second kernel makes of what the first one leaves.
     *
     * @throws NoSuchElementException for a release that isn't in the catalogue
     */
    public PairVerdict check(String fromRelease, String toRelease) {
        return check(known(fromRelease), known(toRelease));
    }

    /** The same for kernels that were imported. */
    public PairVerdict check(AbiDescriptor from, AbiDescriptor to) {
        return PairComparison.judge(from, to, reader);
    }

    /**
     * Whether something stands against the pair: {@link PairVerdict#isError} of {@link #check}, without finding out what
     * the differences do.
     */
    public static boolean isError(AbiDescriptor from, AbiDescriptor to) {
        return BY_RULES.check(from, to).isError();
    }

    /** The verdicts on every ordered pair, first by outgoing, then by incoming kernel. */
    public List<PairVerdict> matrix(List<AbiDescriptor> kernels) {
        return PairComparison.matrix(kernels, reader);
    }

    private static AbiDescriptor known(String release) {
        return Catalogue.find(release)
                .orElseThrow(() ->
                        new NoSuchElementException(release + " isn't in the catalogue; it knows " + Catalogue.names()));
    }
}
