package io.luoledger.simulator.trial;

import io.luoledger.abi.Consequence;
import io.luoledger.event.PciAddress;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.KernelDeath;
import io.luoledger.simulator.Machine;
import io.luoledger.simulator.SysError;
import io.luoledger.simulator.kernel.Kernel;
import io.luoledger.simulator.kernel.KernelProfile;
import io.luoledger.simulator.kernel.UserProcess;
import io.luoledger.simulator.memory.HandoverImage;
import io.luoledger.simulator.pci.PciDevice;
import io.luoledger.simulator.pci.PciFunction;
import io.luoledger.simulator.pci.PciPlan;
import io.luoledger.simulator.vfio.Vfio;
import io.luoledger.simulator.vfio.VfioDevice;
import io.luoledger.simulator.vfio.VfioFile;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Hands files of devices from one simulated kernel to another on one machine, and says what became of them. */
final class DeviceTrial {
    /** Two devices, one of them behind a bridge: their addresses have nothing in common. */
    private static final String MACHINE = """
            host 0 00-3f
              00.0 host-bridge
              03.0 edu
              04.0 root-port
                00.0 nvme
            """;

    /** Their paths from the root, as device and function numbers. */
    private static final List<List<Integer>> DEVICES = List.of(List.of(3 << 3), List.of(4 << 3, 0));

    private static final byte[] SESSION = "vm".getBytes(StandardCharsets.US_ASCII);

    private final Machine machine =
            new Machine(Journal.unread(), Machine.DEFAULT_MEMORY_BYTES, PciPlan.read("trial", MACHINE));
    private final Map<Integer, PciFunction> promised = new HashMap<>();
    private final Map<Integer, Boolean> resetWorks = new HashMap<>();
    private final Set<Consequence> found = EnumSet.noneOf(Consequence.class);

    private DeviceTrial() {}

    static Set<Consequence> between(KernelProfile from, KernelProfile to) {
        return new DeviceTrial().run(from, to);
    }

    private Set<Consequence> run(KernelProfile from, KernelProfile to) {
        Kernel outgoing = machine.powerOn(from);
        preserve(outgoing);
        Set<PciAddress> written = marked(outgoing, PciDevice::outgoing);
        HandoverImage image = outgoing.kexec();
        try {
            Kernel incoming = machine.bootInto(to, image);
            if (!marked(incoming, PciDevice::incoming).equals(written)) {
                found.add(Consequence.FLB_WRONG_DATA);
            }
            look(incoming);
        } catch (KernelDeath death) {
            if (EnumSet.range(Consequence.OOPS_ON_OPEN, Consequence.OOPS_ON_FINISH).stream()
                    .noneMatch(found::contains)) {
                found.add(death instanceof KernelDeath.Panic ? Consequence.PANIC_BOOT : Consequence.OOPS_AT_BOOT);
            }
        }
        return found;
    }

    private static Set<PciAddress> marked(Kernel kernel, Predicate<PciDevice> mark) {
        return kernel.devices().pci().devices().stream()
                .filter(mark)
                .map(PciDevice::address)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static int open(UserProcess agent, PciDevice device) {
        agent.devices().bindByOverride(device, Vfio.NAME);
        int file = agent.devices().openDevice(device);
        bind(agent, file);
        return file;
    }

    private static void bind(UserProcess agent, int file) {
        int iommufd = agent.devices().openIommufd();
        agent.devices().bindIommufd(file, iommufd, null);
        agent.devices().attach(file, agent.devices().allocateSpace(iommufd));
    }

    private void preserve(Kernel kernel) {
        UserProcess agent = kernel.process();
        int session = agent.createSession(agent.openLiveUpdate(), SESSION);
        for (List<Integer> path : DEVICES) {
            int token = 1 + promised.size();
            PciDevice device = kernel.devices().pci().devices().stream()
                    .filter(one -> one.identity().path().equals(path))
                    .findFirst()
                    .orElseThrow();
            int file = open(agent, device);
            agent.preserve(session, file, token);
            promised.put(token, device.function());
            resetWorks.put(token, device(agent, file).resetWorks());
        }
    }

    private static VfioDevice device(UserProcess agent, int file) {
        if (agent.descriptors().get(file).owner() instanceof VfioFile opened) {
            return opened.device();
        }
        throw new IllegalStateException("not the file of a device");
    }

    private void look(Kernel kernel) {
        UserProcess agent = kernel.process();
        kernel.devices().pci().devices().stream()
                .filter(device -> promised.containsValue(device.function()))
                .toList()
                .forEach(device -> agent.devices().bindByOverride(device, Vfio.NAME));
        int session;
        try {
            session = agent.retrieveSession(agent.openLiveUpdate(), SESSION);
        } catch (SysError refused) {
            found.add(Consequence.OPEN_EIO_MEMORY_LEAKED);
            return;
        } catch (KernelDeath death) {
            found.add(Consequence.OOPS_ON_OPEN);
            throw death;
        }
        promised.forEach((token, function) -> retrieve(kernel, agent, session, token, function));
        try {
            agent.finish(session);
        } catch (SysError unfinished) {
            // what didn't come back can't be finished
            found.add(Consequence.LATE_ERRNO_DATA_LOST);
        } catch (KernelDeath death) {
            found.add(Consequence.OOPS_ON_FINISH);
            throw death;
        }
    }

    private void retrieve(Kernel kernel, UserProcess agent, int session, int token, PciFunction function) {
        int file;
        try {
            file = agent.retrieve(session, token);
            bind(agent, file);
        } catch (SysError refused) {
            found.add(Consequence.LATE_ERRNO_DATA_LOST);
            return;
        } catch (KernelDeath death) {
            found.add(Consequence.OOPS_ON_RETRIEVE);
            throw death;
        }
        VfioDevice device = device(agent, file);
        boolean told = kernel.profile()
                .abi()
                .struct(DescribedStructs.VFIO_RECORD)
                .fields()
                .containsKey("reset_works");
        boolean asItWas = !told || Boolean.valueOf(device.resetWorks()).equals(resetWorks.get(token));
        if (!device.pci().function().equals(function) || !asItWas) {
            found.add(Consequence.WRONG_METADATA);
        }
    }
}
