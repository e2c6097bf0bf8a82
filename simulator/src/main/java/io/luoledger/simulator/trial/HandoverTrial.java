package io.luoledger.simulator.trial;

import io.luoledger.abi.Consequence;
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
import io.luoledger.simulator.kernel.PreviousKernel;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.memory.PreservedAbi;
import io.luoledger.simulator.memory.StructView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hands sessions, memfds and FLBs from one simulated kernel to another and says what became of them. Nothing is looked up: the
 * bytes are laid out by the one ABI and read by the other.
 */
public final class HandoverTrial {
    private static final String MEMFD = "memfd_luo_ser";
    private static final String FOLIO = "memfd_luo_folio_ser";
    /** So many of a file's first pages are written to. */
    private static final int FULL_PAGES = 16;

    private static final int MARK_BYTES = 64;
    private static final String METADATA = "kho_kexec_metadata";

    private final KernelProfile from;
    private final KernelProfile to;
    private final List<PromisedFile> promises;
    private final List<Body> outgoingEvents = new ArrayList<>();
    private final List<Body> incomingEvents = new ArrayList<>();
    private final Set<Consequence> found = EnumSet.noneOf(Consequence.class);

    private record PromisedFile(String session, long token, int bytes, long position, int seals) {
        PromisedFile unsealed() {
            return new PromisedFile(session, token, bytes, position, 0);
        }
    }

    private HandoverTrial(KernelProfile from, KernelProfile to, List<PromisedFile> promises) {
        this.from = from;
        this.to = to;
        this.promises = promises;
    }

    /** What becomes of state that {@code from} hands to {@code to}. */
    public static Set<Consequence> between(KernelProfile from, KernelProfile to) {
        return between(from, to, smallFiles());
    }

    /** The same, of what {@code from} writes down at all: what it loses by itself is no matter of {@code to}. */
    static Set<Consequence> ofWhatIsWritten(KernelProfile from, KernelProfile to) {
        boolean seals =
                from.abi().has(MEMFD) && from.abi().struct(MEMFD).fields().containsKey("seals");
        return between(
                from,
                to,
                seals
                        ? smallFiles()
                        : smallFiles().stream().map(PromisedFile::unsealed).toList());
    }

    private static Set<Consequence> between(KernelProfile from, KernelProfile to, List<PromisedFile> files) {
        Set<Consequence> small = new HandoverTrial(from, to, files).run();
        if (!small.isEmpty()) {
            return small;
        }
        boolean largeToo = new HandoverTrial(from, to, List.of(largeFile(from.abi())))
                .run()
                .isEmpty();
        return largeToo ? small : EnumSet.of(Consequence.NONE_FOR_SMALL_FILES);
    }

    private static List<PromisedFile> smallFiles() {
        return List.of(
                new PromisedFile("s1", 1, 8192, 1234, 0),
                new PromisedFile("s1", 2, 20_000, 5000, Sealable.SHRINK | Sealable.GROW),
                new PromisedFile("s2", 119, 65_536, 0, 0));
    }

    /** One of so many pages that the array of folios needs three. */
    private static PromisedFile largeFile(PreservedAbi abi) {
        int folio = abi.has(FOLIO) ? abi.struct(FOLIO).size() : abi.pageSize();
        int perPage = Math.max(1, abi.pageSize() / folio);
        return new PromisedFile("s1", 1, (2 * perPage + perPage / 3 + 1) * abi.pageSize(), 4096, 0);
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
        preserve(outgoing, contents);
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
            fill(inode, promise, kernel.profile().abi().pageSize());
            OpenFile file = new OpenFile(
                    inode, OpenFile.O_RDWR | OpenFile.O_LARGEFILE, OpenFile.Seek.REAL, "/memfd: (deleted)", null, null);
            int number = agent.descriptors().open(file, true);
            inode.addSeals(promise.seals());
            try {
                agent.preserve(session, number, promise.token());
            } catch (SysError refused) {
                // this kernel has nobody for such files: it promises the session only
                continue;
            }
            agent.seek(number, promise.position());
            contents.put(promise, inode.fnv());
        }
    }

    /** No two pages are alike; of a large file most are zeroes, which cost nothing. */
    private static void fill(ShmemInode inode, PromisedFile promise, int pageSize) {
        inode.allocate(0, 0, promise.bytes());
        for (int page = 0; page < promise.bytes() / pageSize; page += page < FULL_PAGES ? 1 : FULL_PAGES) {
            inode.write((long) page * pageSize, (byte) (1 + page * 31 + promise.token()), MARK_BYTES);
        }
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
        boolean finished = sessionsAndFiles(agent, device, contents);
        flbs(finished);
        metadata(kernel);
    }

    /** What the kernel before told of itself and of the updates there were. */
    private void metadata(Kernel kernel) {
        if (kernel.liveUpdateNumber() != 1) {
            found.add(Consequence.WRONG_METADATA);
        }
        if (!from.abi().has(METADATA) || !to.abi().has(METADATA)) {
            return;
        }
        PreviousKernel previous = kernel.previous();
        if (previous == null) {
            found.add(Consequence.METADATA_IGNORED);
        } else if (!previous.equals(new PreviousKernel(from.release(), 1))) {
            found.add(Consequence.WRONG_METADATA);
        }
    }

    /** Whether every file came back, so that every session could be finished. */
    private boolean sessionsAndFiles(UserProcess agent, int device, Map<PromisedFile, Long> contents) {
        Map<String, Integer> sessions = new LinkedHashMap<>();
        for (PromisedFile promise : promises) {
            sessions.computeIfAbsent(promise.session(), name -> retrieved(agent, device, name));
        }
        if (sessions.values().stream().allMatch(number -> number < 0)) {
            found.add(Consequence.SESSIONS_LOST_MEMORY_LEAKED);
            return false;
        }
        boolean refused = sessions.containsValue(-1);
        for (PromisedFile promise : promises) {
            int session = sessions.getOrDefault(promise.session(), -1);
            Long fingerprint = contents.get(promise);
            if (session >= 0 && fingerprint != null) {
                refused |= !retrieves(agent, session, promise, fingerprint);
            }
        }
        finish(agent, sessions.values());
        if (refused) {
            found.add(
                    has(incomingEvents, FileBody.FileFinished.class, any -> true)
                            ? Consequence.LATE_ERRNO_DATA_LOST
                            : Consequence.SESSIONS_EMPTY);
        }
        return !refused;
    }

    private static int retrieved(UserProcess agent, int device, String name) {
        try {
            return agent.retrieveSession(device, name.getBytes(StandardCharsets.US_ASCII));
        } catch (SysError missing) {
            return -1;
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

    private void finish(UserProcess agent, Collection<Integer> sessions) {
        for (int session : sessions) {
            try {
                if (session >= 0) {
                    agent.finish(session);
                }
            } catch (KernelDeath.Panic death) {
                // of a warning: what was lost before it is lost all the same
                found.add(Consequence.PANIC_ON_FINISH);
                flbs(false);
                throw death;
            } catch (KernelDeath death) {
                found.clear();
                found.add(Consequence.OOPS_ON_FINISH);
                throw death;
            }
        }
    }

    /** @param finished whether every file was, so that every FLB should be gone too */
    private void flbs(boolean finished) {
        int missing = 0;
        int preserved = 0;
        for (Body body : outgoingEvents) {
            if (!(body instanceof FlbBody.FlbPreserved promised)) {
                continue;
            }
            preserved++;
            List<FlbBody.FlbRetrieved> same = incomingEvents.stream()
                    .filter(FlbBody.FlbRetrieved.class::isInstance)
                    .map(FlbBody.FlbRetrieved.class::cast)
                    .filter(retrieved -> Objects.equals(retrieved.flb(), promised.flb()))
                    .toList();
            boolean gone =
                    has(incomingEvents, FlbBody.FlbFinished.class, done -> Objects.equals(done.flb(), promised.flb()));
            if (same.isEmpty()) {
                missing++;
            } else if (same.stream().noneMatch(one -> Objects.equals(one.data(), promised.data()))
                    || (finished && !gone && !warnedOfCount())) {
                found.add(Consequence.FLB_WRONG_DATA);
            }
        }
        if (missing > 0) {
            found.add(missing < preserved ? Consequence.FLB_PARTLY_LOST : Consequence.FLB_LOST);
        }
        if (warnedOfCount() && !found.contains(Consequence.PANIC_ON_FINISH)) {
            found.add(Consequence.REFCOUNT_WARN);
        }
    }

    private boolean warnedOfCount() {
        return has(
                incomingEvents,
                KernelBody.KernelWarned.class,
                warned -> warned.message().startsWith("refcount_t"));
    }

    /** Whether the outgoing kernel wrote flags that mean something to it. The incoming one never looks. */
    private boolean flagsNobodyKnows(HandoverImage image) {
        for (Body body : outgoingEvents) {
            if (body instanceof FileBody.FilePreserved preserved && preserved.data() != null) {
                StructView ser = new StructView(image.memory(), from.abi(), MEMFD, preserved.data());
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
