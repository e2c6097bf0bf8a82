package io.luoledger.twin;

import io.luoledger.core.FileStatus;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.kernel.KernelState;
import org.jspecify.annotations.Nullable;

/** A file of a session, as it was last seen in a kernel. */
final class RealFile {
    private final String handler;
    private final @Nullable PciAddress device;
    private FileStatus status = FileStatus.PRESERVED;
    private @Nullable String errno;

    private RealFile(String handler, @Nullable PciAddress device) {
        this.handler = handler;
        this.device = device;
    }

    static RealFile preserved(KernelState.FileState truth, Coverage coverage) {
        coverage.moved("file", "none", FileStatus.PRESERVED);
        return new RealFile(truth.handler(), truth.device());
    }

    /** Preserved where nothing is handed over any more. */
    static RealFile dropped(KernelState.FileState truth, Coverage coverage) {
        RealFile file = preserved(truth, coverage);
        file.to(FileStatus.DISCARDED, coverage);
        return file;
    }

    FileStatus status() {
        return status;
    }

    /** Where the device was when its file was preserved. */
    @Nullable
    PciAddress device() {
        return device;
    }

    boolean open() {
        return status == FileStatus.PROMISED || status == FileStatus.RETRIEVED || status == FileStatus.RETRIEVE_FAILED;
    }

    void to(FileStatus next, Coverage coverage) {
        if (next != status) {
            coverage.moved("file", status, next);
            status = next;
        }
    }

    void see(KernelState.FileState truth, Coverage coverage) {
        to(Reality.status(truth.retrieval()), coverage);
        errno = truth.errno();
    }

    /** The kernel let go of it: with what it gave out, or with what nobody ever got. */
    void end(Coverage coverage) {
        if (open()) {
            to(status == FileStatus.RETRIEVED ? FileStatus.FINISHED : FileStatus.DISCARDED, coverage);
        }
    }

    String words() {
        return words(status, handler, errno, device);
    }

    static String words(
            FileStatus status, @Nullable String handler, @Nullable String errno, @Nullable PciAddress device) {
        return status + " " + handler + (errno == null ? "" : " " + errno) + (device == null ? "" : " " + device);
    }
}
