package io.luoledger.simulator.trial;

import io.luoledger.event.Body;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FlbBody;
import io.luoledger.event.KernelBody;
import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.Source;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.LogicalClock;
import io.luoledger.simulator.Machine;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.file.OpenFile;
import io.luoledger.simulator.file.Sealable;
import io.luoledger.simulator.file.ShmemInode;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.memory.StructView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hands sessions, memfds and FLBs from one simulated kernel to another and says what became of them. Nothing is looked up: the
 * bytes are laid out by the one ABI and read by the other.
 */
public final class HandoverTrial {
    private static final int PAGE = 4096;
    /** So many pages that the array of folios needs more than one page. */
    private static final int LARGE_FILE_BYTES = 600 * PAGE;

    private final KernelProfile from;
    private final KernelProfile to;
    private final List<PromisedFile> promises;
    private final List<Body> outgoingEvents = new ArrayList<>();
    private final List<Body> incomingEvents = new ArrayList<>();
    private final Set<Consequence> found = EnumSet.noneOf(Consequence.class);

    private record PromisedFile(String session, long token, int bytes, long position, int seals) {}

    private HandoverTrial(KernelProfile from, KernelProfile to, List<PromisedFile> promises) {
        this.from = from;
        this.to = to;
        this.promises = promises;
    }

    /** What becomes of state that {@code from} hands to {@code to}. */
    public static Set<Consequence> between(KernelProfile from, KernelProfile to) {
        Set<Consequence> small = new HandoverTrial(from, to, smallFiles()).run();
        if (!small.isEmpty()) {
            return small;
        }
        boolean largeToo = new HandoverTrial(from, to, List.of(new PromisedFile("s1", 1, LARGE_FILE_BYTES, 0, 0)))
                .run()
                .isEmpty();
        return largeToo ? small : EnumSet.of(Consequence.NONE_FOR_SMALL_FILES);
    }

    private static List<PromisedFile> smallFiles() {
        return List.of(
                new PromisedFile("s1", 1, 2 * PAGE, 1234, 0),
                new PromisedFile("s1", 2, 20_000, 5000, Sealable.SHRINK | Sealable.GROW),
                new PromisedFile("s2", 119, 16 * PAGE, 0, 0));
    }

    private Set<Consequence> run() {
        List<Body>[] into = lists();
        Journal journal = new Journal(
                "trial",
                Source.idOf("trial"),
                new LogicalClock(0),
                (Draft draft) -> into[draft.boot().liveUpdate() == 0 ? 0 : 1].add(draft.body()));
        Machine machine = new Machine(journal, Machine.DEFAULT_MEMORY_BYTES);
        Kernel outgoing = machine.powerOn(from);
        Map<PromisedFile, Long> contents = new HashMap<>();
        try {
            preserve(outgoing, contents);
        } catch (SysError nothingToPreserve) {
            return found;
        }
        HandoverImage image = outgoing.kexec();
        try {
            Kernel incoming = machine.bootInto(to, image);
            look(incoming, contents);
        } catch (KernelDeath death) {
            if (found.isEmpty()) {
                found.add(death instanceof KernelDeath.Panic ? Consequence.PANIC_BOOT : Consequence.OOPS_AT_BOOT);
            }
        }
        if (found.isEmpty() && flagsNobodyKnows(image)) {
            found.add(Consequence.UNKNOWN_FLAG_IGNORED);
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private List<Body>[] lists() {
        return (List<Body>[]) new List<?>[] {outgoingEvents, incomingEvents};
    }

    private void preserve(Kernel kernel, Map<PromisedFile, Long> contents) {
        UserProcess agent = kernel.process();
        int device = agent.openLiveUpdate();
        Map<String, Integer> sessions = new HashMap<>();
        for (PromisedFile promise : promises) {
            int session = sessions.computeIfAbsent(
                    promise.session(), name -> agent.createSession(device, name.getBytes(StandardCharsets.US_ASCII)));
            ShmemInode inode = new ShmemInode(kernel.kho().memory(), 0, 0, true);
            inode.load(pattern(promise.bytes(), promise.token()));
            OpenFile file = new OpenFile(
                    inode, OpenFile.O_RDWR | OpenFile.O_LARGEFILE, OpenFile.Seek.REAL, "/memfd: (deleted)", null, null);
            int number = agent.descriptors().open(file, true);
            inode.addSeals(promise.seals());
            agent.preserve(session, number, promise.token());
            agent.seek(number, promise.position());
            contents.put(promise, inode.fnv());
        }
    }

    private static byte[] pattern(int size, long seed) {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31 + (i >>> 8) + seed);
        }
        return bytes;
    }

    private void look(Kernel kernel, Map<PromisedFile, Long> contents) {
        BootOutcome outcome = incomingEvents.stream()
                .filter(KernelBody.KernelBooted.class::isInstance)
                .map(body -> ((KernelBody.KernelBooted) body).outcome())
                .findFirst()
                .orElse(BootOutcome.UNKNOWN);
        if (outcome == BootOutcome.REFUSED_COLD) {
            found.add(Consequence.COLD_BOOT_MEMORY_FREED);
            return;
        }
        if (!kernel.hasLiveUpdate()) {
            found.add(Consequence.DEVICE_ABSENT_MEMORY_LEAKED);
            return;
        }
        UserProcess agent = kernel.process();
        int device;
        try {
            device = agent.openLiveUpdate();
        } catch (SysError refused) {
            found.add(Consequence.OPEN_EIO_MEMORY_LEAKED);
            return;
        } catch (KernelDeath death) {
            found.add(Consequence.OOPS_ON_OPEN);
            throw death;
        }
        sessionsAndFiles(agent, device, contents);
        flbs();
        if (has(incomingEvents, KernelBody.KernelBooted.class, booted -> booted.fromKernel() == null)
                && from.abi().has("kho_kexec_metadata")) {
            found.add(Consequence.METADATA_IGNORED);
        }
    }

    private void sessionsAndFiles(UserProcess agent, int device, Map<PromisedFile, Long> contents) {
        Map<String, Integer> sessions = new HashMap<>();
        for (PromisedFile promise : promises) {
            if (!sessions.containsKey(promise.session())) {
                try {
                    sessions.put(
                            promise.session(),
                            agent.retrieveSession(device, promise.session().getBytes(StandardCharsets.US_ASCII)));
                } catch (SysError missing) {
                    sessions.put(promise.session(), -1);
                }
            }
        }
        if (sessions.values().stream().allMatch(number -> number < 0)) {
            found.add(Consequence.SESSIONS_LOST_MEMORY_LEAKED);
            return;
        }
        boolean refused = false;
        for (PromisedFile promise : promises) {
            int session = sessions.getOrDefault(promise.session(), -1);
            refused |= session < 0 || !retrieves(agent, session, promise, contents.getOrDefault(promise, 0L));
        }
        finish(agent, sessions);
        if (refused) {
            found.add(
                    has(incomingEvents, FileBody.FileFinished.class, any -> true)
                            ? Consequence.LATE_ERRNO_DATA_LOST
                            : Consequence.SESSIONS_EMPTY);
        }
    }

    private boolean retrieves(UserProcess agent, int session, PromisedFile promise, long fingerprint) {
        OpenFile file;
        try {
            file = agent.descriptors().get(agent.retrieve(session, promise.token()));
        } catch (SysError refused) {
            return false;
        } catch (KernelDeath death) {
            found.add(Consequence.OOPS_ON_RETRIEVE);
            throw death;
        }
        ShmemInode inode = (ShmemInode) file.inode();
        boolean same = inode.size() == promise.bytes() && file.position() == promise.position();
        if (!same || inode.fnv() != fingerprint) {
            found.add(Consequence.WRONG_METADATA);
        }
        if ((promise.seals() & ~inode.seals()) != 0) {
            found.add(Consequence.PROPERTY_LOST);
        } else if (promise.seals() != inode.seals()) {
            found.add(Consequence.PROPERTY_CHANGED);
        }
        return true;
    }

    private void finish(UserProcess agent, Map<String, Integer> sessions) {
        for (PromisedFile promise : promises) {
            int session = sessions.getOrDefault(promise.session(), -1);
            if (session >= 0) {
                try {
                    agent.finish(session);
                } catch (KernelDeath death) {
                    found.clear();
                    found.add(Consequence.OOPS_ON_FINISH);
                    throw death;
                }
            }
        }
    }

    private void flbs() {
        for (Body body : outgoingEvents) {
            if (body instanceof FlbBody.FlbPreserved preserved) {
                boolean got = has(
                        incomingEvents,
                        FlbBody.FlbRetrieved.class,
                        retrieved -> java.util.Objects.equals(retrieved.flb(), preserved.flb()));
                boolean right = has(
                        incomingEvents,
                        FlbBody.FlbRetrieved.class,
                        retrieved -> java.util.Objects.equals(retrieved.flb(), preserved.flb())
                                && java.util.Objects.equals(retrieved.data(), preserved.data()));
                if (!got) {
                    found.add(Consequence.FLB_LOST);
                } else if (!right) {
                    found.add(Consequence.FLB_WRONG_DATA);
                }
            }
        }
        if (has(
                incomingEvents,
                KernelBody.KernelWarned.class,
                warned -> warned.message().startsWith("refcount_t"))) {
            found.add(Consequence.REFCOUNT_WARN);
        }
    }

    /** Whether the outgoing kernel wrote flags that mean something to it. The incoming one never looks. */
    private boolean flagsNobodyKnows(HandoverImage image) {
        for (Body body : outgoingEvents) {
            if (body instanceof FileBody.FilePreserved preserved && preserved.data() != null) {
                StructView ser = new StructView(image.memory(), from.abi(), "memfd_luo_ser", preserved.data());
                if (ser.has("flags") && ser.get("flags") != 0) {
                    return true;
                }
            }
        }
        return false;
    }

    private static <B> boolean has(List<Body> events, Class<B> type, Predicate<B> which) {
        return events.stream().filter(type::isInstance).map(type::cast).anyMatch(which);
    }
}
