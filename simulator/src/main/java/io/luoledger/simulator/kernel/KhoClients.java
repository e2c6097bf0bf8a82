package io.luoledger.simulator.kernel;

import io.luoledger.event.KernelBody.KhoSubtree;
import io.luoledger.event.KernelBody.SubtreeFate;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.memory.Kho;
import io.luoledger.simulator.memory.PreservedAbi;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What KHO carries for clients beside the orchestrator. Each looks late in the boot at what it was left; what it can't read costs that alone. */
final class KhoClients {
    private final @Nullable PoisonedPages poisonedPages;
    private final @Nullable CrashLog crashLog;
    private final List<KhoSubtree> received = new ArrayList<>();

    private KhoClients(Kho kho, KernelProfile profile) {
        this.poisonedPages = profile.has(Posted.HWPOISON) ? new PoisonedPages(kho) : null;
        this.crashLog = profile.has(Posted.PSTORE) ? new CrashLog(kho, profile.has(Posted.PSTORE_FDT)) : null;
        String luo = kho.abi().string(PreservedAbi.LUO_ENTRY);
        for (String name : kho.receivedSubtrees()) {
            if (!name.equals(luo) && !name.equals(PreviousKernel.NODE)) {
                received.add(receive(kho, name));
            }
        }
    }

    static KhoClients start(Kho kho, KernelProfile profile) {
        return new KhoClients(kho, profile);
    }

    private KhoSubtree receive(Kho kho, String name) {
        try {
            return read(kho, name);
        } catch (SysError broken) {
            return new KhoSubtree(name, SubtreeFate.IGNORED, null, null, null, null);
        }
    }

    private KhoSubtree read(Kho kho, String name) {
        if (poisonedPages != null && name.equals(PoisonedPages.NODE)) {
            return poisonedPages.receive(kho.retrieveSubtree(name));
        }
        if (crashLog != null && name.equals(CrashLog.NODE)) {
            return crashLog.receive(kho.retrieveSubtree(name));
        }
        return new KhoSubtree(name, SubtreeFate.NOT_ASKED, null, null, null, null);
    }

    /** What became of each subtree that was left. */
    List<KhoSubtree> received() {
        return received;
    }

    /** memory_failure() on so many pages; the next kernel is told of them where this one has a list. */
    void poison(long pages) {
        if (poisonedPages != null) {
            poisonedPages.add(pages);
        }
    }

    /** Pages that this kernel leaves alone, as far as it has a list. */
    long poisoned() {
        return poisonedPages == null ? 0 : poisonedPages.count();
    }

    /** The kernel's log of a crash, of so many bytes. ENODEV without a store, ENOSPC for the second one and for one that is too large. */
    void storeCrash(long bytes) {
        crashLog().write(bytes);
    }

    /** Bytes of the log that the kernel before left. ENODEV without a store, ENOENT when there is none. */
    long storedCrash() {
        return crashLog().read();
    }

    private CrashLog crashLog() {
        if (crashLog == null) {
            throw new SysError("ENODEV");
        }
        return crashLog;
    }
}
