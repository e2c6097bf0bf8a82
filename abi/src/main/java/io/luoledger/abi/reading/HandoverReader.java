package io.luoledger.abi.reading;

import io.luoledger.abi.Consequence;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * Answers what the incoming kernel, reading with its own descriptor, finds in bytes that the outgoing one laid out with
 * another. The rules only say that something differs; what it does is left to whoever can run both kernels.
 *
 * <p>Found as a service: a program that carries a simulation has it answer, without being told to. Without one nothing
 * is reached, and every consequence is the one that its layer usually has.
 */
public interface HandoverReader {
    /** One that reaches nothing. */
    HandoverReader NONE = new HandoverReader() {
        @Override
        public boolean reaches(String part) {
            return false;
        }

        @Override
        public Optional<Set<Consequence>> read(KernelAbi outgoing, KernelAbi incoming) {
            return Optional.empty();
        }
    };

    /** The one that this program carries, else {@link #NONE}. Costs nothing until it is asked for. */
    static HandoverReader present() {
        return Present.READER;
    }

    /**
     * Whether it writes and reads this part as the kernels do.
     *
     * @param part a struct's role, or a guard's key in {@link KernelAbi#strings}
     */
    boolean reaches(String part);

    /**
     * What becomes of state that the one kernel hands to the other; nothing when all of it comes through. Empty when one
     * of the two isn't described well enough to be run.
     */
    Optional<Set<Consequence>> read(KernelAbi outgoing, KernelAbi incoming);

    /** Looked up once, when first asked for. */
    final class Present {
        private static final HandoverReader READER =
                ServiceLoader.load(HandoverReader.class).findFirst().orElse(NONE);

        private Present() {}
    }
}
