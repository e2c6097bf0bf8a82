package io.luoledger.score;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import io.luoledger.simulator.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The PCI functions of a host, woven into a run without any: some root ports, each with a switch or an endpoint, and
 * some of the endpoints preserved with a session, their DMA going on. Nothing ever moves.
 */
final class Machine {
    static final String HANDLER = "vfio-pci-v1";
    private static final int FIRST_TOKEN = 0x100;
    private static final int ACS_ON = 0x1d;

    /** An endpoint: where it is and what it is. */
    private record Endpoint(PciAddress address, PciIdentity identity) {}

    private final List<DeviceEnumerated> functions = new ArrayList<>();
    private final List<Endpoint> preserved = new ArrayList<>();

    Machine(Dice dice) {
        int bus = 1;
        int ports = 2 + dice.below(3);
        for (int port = 0; port < ports; port++) {
            int devfn = (port + 1) << 3;
            bus = dice.percent(50) ? endpoint(devfn, bus) : withSwitch(devfn, bus, 1 + dice.below(3));
        }
        List<Endpoint> endpoints = functions.stream()
                .filter(function -> function.bridge() == null)
                .map(function -> new Endpoint(function.address(), function.identity()))
                .toList();
        int count = 1 + dice.below(endpoints.size());
        preserved.addAll(endpoints.subList(0, count));
    }

    private int endpoint(int devfn, int bus) {
        bridge(0, List.of(devfn), bus, bus);
        leaf(bus, List.of(devfn, 0));
        return bus + 1;
    }

    /** A root port, an upstream port and some downstream ports with an endpoint each. */
    private int withSwitch(int devfn, int bus, int ends) {
        int last = bus + 1 + ends;
        bridge(0, List.of(devfn), bus, last);
        bridge(bus, List.of(devfn, 0), bus + 1, last);
        for (int end = 0; end < ends; end++) {
            bridge(bus + 1, List.of(devfn, 0, end << 3), bus + 2 + end, bus + 2 + end);
        }
        for (int end = 0; end < ends; end++) {
            leaf(bus + 2 + end, List.of(devfn, 0, end << 3, 0));
        }
        return last + 1;
    }

    private void bridge(int bus, List<Integer> path, int secondary, int subordinate) {
        functions.add(enumerated(bus, path, 0x1b36, 0x000c, new BridgeBuses(bus, secondary, subordinate), "pcieport"));
    }

    private void leaf(int bus, List<Integer> path) {
        functions.add(enumerated(bus, path, 0x1af4, 0x1041 + functions.size() % 3, null, "vfio-pci"));
    }

    private static DeviceEnumerated enumerated(
            int bus, List<Integer> path, int vendor, int device, @Nullable BridgeBuses bridge, String driver) {
        return new DeviceEnumerated(
                PciAddress.of(0, bus, path.getLast()),
                new PciIdentity(path, 0, vendor, device),
                bridge == null ? 0x020000 : 0x060400,
                bridge,
                driver,
                false,
                null,
                Result.success(),
                bridge == null ? null : ACS_ON,
                bridge == null ? null : false,
                null);
    }

    /** The run with this machine in it: enumerated at each boot, its functions preserved with the first session of each. */
    List<Draft> weave(List<Draft> run) {
        List<Draft> woven = new ArrayList<>();
        String boot = "";
        for (int i = 0; i < run.size(); i++) {
            Draft draft = run.get(i);
            boolean begins = !draft.boot().id().equals(boot);
            boot = draft.boot().id();
            boolean booted = draft.body().type().equals("KernelBooted");
            if (begins && !booted) {
                enumerate(woven, draft);
            }
            if (draft.body() instanceof FileFinished finished && firstOfItsKind(run, i) && carries(run, i)) {
                devices(woven, draft, finished.session(), true);
            }
            woven.add(draft.body() instanceof KernelBooted received ? Story.with(draft, withDevices(received)) : draft);
            if (begins && booted) {
                enumerate(woven, draft);
            }
            if (lastOfItsKind(run, i) && carries(run, i)) {
                behind(woven, draft);
            }
        }
        return woven;
    }

    /** The kernel received the device files, too. */
    private KernelBooted withDevices(KernelBooted b) {
        Long files = b.files() == null || b.files() == 0 ? b.files() : (Long) (b.files() + preserved.size());
        return new KernelBooted(b.outcome(), b.fromKernel(), b.sessions(), files, b.flbs(), b.message(), b.result());
    }

    private void enumerate(List<Draft> woven, Draft at) {
        functions.forEach(function -> woven.add(none(at, function)));
        preserved.forEach(one -> woven.add(none(at, new DriverBound(one.address(), "vfio-pci", Result.success()))));
    }

    private void behind(List<Draft> woven, Draft draft) {
        switch (draft.body()) {
            case FilePreserved file -> devices(woven, draft, file.session(), false);
            case FileFrozen file -> devices(woven, draft, file.session(), false);
            case FileRetrieved file -> devices(woven, draft, file.session(), false);
            default -> {
                // the machine has no part in it
            }
        }
    }

    private void devices(List<Draft> woven, Draft at, @Nullable Session session, boolean last) {
        for (int i = 0; i < preserved.size(); i++) {
            int one = last ? preserved.size() - 1 - i : i;
            PciAddress address = preserved.get(one).address();
            woven.add(Story.with(at, like(at.body(), session, new Token(FIRST_TOKEN + one), address)));
            if (at.body() instanceof FilePreserved || at.body() instanceof FileRetrieved) {
                woven.add(none(at, new DmaProgress(address, 4096L, false, Result.success())));
            }
        }
    }

    private static Draft none(Draft at, Body body) {
        return new Draft(at.host(), at.source(), at.boot().withSide(Side.NONE), at.at(), body);
    }

    private static Body like(Body body, @Nullable Session session, Token token, PciAddress address) {
        return switch (body) {
            case FilePreserved f -> new FilePreserved(session, token, HANDLER, null, address, Result.success());
            case FileFrozen f -> new FileFrozen(session, token, HANDLER, null, address, Result.success());
            case FileRetrieved f -> new FileRetrieved(session, token, HANDLER, null, address, Result.success());
            case FileFinished f -> new FileFinished(session, token, HANDLER, true, null, address, Result.success());
            default -> throw new IllegalArgumentException("not about a file that goes over: " + body.type());
        };
    }

    /** Whether the event is about the session that carries the devices: the first one of its half of the boot. */
    private static boolean carries(List<Draft> run, int place) {
        Session session = session(run.get(place).body());
        for (Draft draft : run) {
            if (draft.boot().id().equals(run.get(place).boot().id())
                    && draft.boot().side() == run.get(place).boot().side()
                    && session(draft.body()) != null) {
                return Objects.equals(session(draft.body()), session);
            }
        }
        return false;
    }

    private static boolean firstOfItsKind(List<Draft> run, int place) {
        return run.subList(0, place).stream().noneMatch(draft -> alike(draft, run.get(place)));
    }

    private static boolean lastOfItsKind(List<Draft> run, int place) {
        return run.subList(place + 1, run.size()).stream().noneMatch(draft -> alike(draft, run.get(place)));
    }

    private static boolean alike(Draft one, Draft other) {
        return one.boot().id().equals(other.boot().id())
                && one.body().getClass().equals(other.body().getClass())
                && Objects.equals(session(one.body()), session(other.body()));
    }

    private static @Nullable Session session(Body body) {
        return switch (body) {
            case FilePreserved f -> f.session();
            case FileFrozen f -> f.session();
            case FileRetrieved f -> f.session();
            case FileFinished f -> f.session();
            default -> null;
        };
    }
}
