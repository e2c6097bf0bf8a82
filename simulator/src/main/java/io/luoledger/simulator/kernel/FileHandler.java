package io.luoledger.simulator.kernel;

import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import org.jspecify.annotations.Nullable;

/** Kernel code that preserves one type of file. Refusals are {@code SysError}s. */
interface FileHandler {
    /** Known to the next kernel by this string. */
    String compatible();

    boolean canPreserve(OpenFile file);

    /** What makes two files the same one. */
    default Object identity(OpenFile file) {
        return file;
    }

    /** Sets the file's data and private data. */
    void preserve(PreservedFile file);

    void unpreserve(PreservedFile file);

    /** On the reboot path; may change the data. */
    default void freeze(PreservedFile file) {
        // optional
    }

    default void unfreeze(PreservedFile file) {
        // optional
    }

    /** Makes the file anew from its data. */
    OpenFile retrieve(PreservedFile file);

    /** Looks at the first open whether it can read what a received file's data lead to. */
    default void check(PreservedFile file) {
        // most don't look before they are asked for the file
    }

    /** Bits of features of a received file whose data it doesn't know; 0 for none. */
    default long unknownFeatures(PreservedFile file) {
        return 0;
    }

    /** Whether it can restore into a file that the caller gives. */
    default boolean takesTarget() {
        return false;
    }

    /** The same into a file that the caller gives: only of a handler that takes one. */
    default OpenFile retrieveInto(PreservedFile file, OpenFile target) {
        throw new SysError("EOPNOTSUPP");
    }

    default boolean canFinish(PreservedFile file) {
        return true;
    }

    /** Lets go of what is still held; throws away what was never retrieved. */
    void finish(PreservedFile file);

    /** The device behind the file, for the ledger. */
    default io.luoledger.event.@Nullable PciAddress device(PreservedFile file) {
        return null;
    }
}
