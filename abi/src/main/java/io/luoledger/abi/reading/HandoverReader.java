package io.luoledger.abi.reading;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.Consequence;
import java.util.Optional;
import java.util.Set;

/**
 * Answers what the incoming kernel, reading with its own descriptor, finds in bytes that the outgoing one laid out with
 * another. The rules only say that something differs; what it does is left to whoever can run both kernels.
 *
 * <p>Descriptors are handed over by role: structs, fields and guards are called by what they are for, of device trees only
 * LUO's are there, FLBs are those that files come to, and semantics are the fields, as "ROLE.FIELD", that the kernel fills
 * with a meaning of its own.
 */
public interface HandoverReader {
    /** One that reaches nothing, so that every consequence is the one that its layer usually has. */
    HandoverReader NONE = new HandoverReader() {
        @Override
        public boolean reaches(String part) {
            return false;
        }

        @Override
        public Optional<Set<Consequence>> read(AbiDescriptor outgoing, AbiDescriptor incoming) {
            return Optional.empty();
        }
    };

    /**
     * Whether it writes and reads this part as the kernels do.
     *
     * @param part the role of a struct or of a guard
     */
    boolean reaches(String part);

    /**
     * What becomes of state that the one kernel hands to the other; nothing when all of it comes through. Empty when one
     * of the two isn't described well enough to be run.
     */
    Optional<Set<Consequence>> read(AbiDescriptor outgoing, AbiDescriptor incoming);
}
