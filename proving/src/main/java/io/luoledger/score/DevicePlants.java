package io.luoledger.score;

import static io.luoledger.score.Plant.inStory;

import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.BridgeBuses;
import io.luoledger.event.DeviceBody.DeviceEnumerated;
import io.luoledger.event.DeviceBody.DeviceReset;
import io.luoledger.event.DeviceBody.DmaProgress;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.Draft;
import io.luoledger.event.FileBody;
import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FilePreserved;
import io.luoledger.event.FileBody.FileRetrieved;
import io.luoledger.event.PciAddress;
import io.luoledger.event.PciIdentity;
import io.luoledger.event.Result;
import io.luoledger.event.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Faults of PCI topologies: all strike between the last two boots, where an outgoing and an incoming half are whole. */
final class DevicePlants {
    private static final int SHIFT = 0x40;
    private static final int VMD_SEGMENT = 0x10000;

    private DevicePlants() {}

    static List<Plant> all() {
        return List.of(
                inStory("bus numbers are given anew", FindingCatalogue.DEVICE_MOVED, DevicePlants::shift),
                inStory(
                        "bus numbers are given anew: the bridges tell",
                        FindingCatalogue.BRIDGE_BUSES,
                        DevicePlants::shift),
                inStory(
                        "bus numbers are given anew: the cause",
                        FindingCatalogue.CAUSE_RENUMBERED,
                        DevicePlants::shift),
                inStory(
                        "another function sits at the address",
                        FindingCatalogue.DEVICE_REPLACED,
                        DevicePlants::replace),
                inStory("another function is retrieved", FindingCatalogue.WRONG_DEVICE, DevicePlants::replace),
                inStory(
                        "the path to the address is another",
                        FindingCatalogue.DEVICE_REPARENTED,
                        story -> enumerations(
                                story,
                                preserved(story),
                                function -> identified(function, longer(function.identity())))),
                inStory("a function is gone", FindingCatalogue.DEVICE_MISSING, DevicePlants::unplug),
                inStory("a missed function is retrieved", FindingCatalogue.DEVICE_RETURNED, DevicePlants::unplug),
                inStory(
                        "a function turns up when the agent is at work",
                        FindingCatalogue.DEVICE_RETURNED,
                        DevicePlants::late),
                inStory(
                        "a segment has another number",
                        FindingCatalogue.SEGMENT_CHANGED,
                        story -> segment(story, 0, 1)),
                inStory(
                        "a VMD segment has another number",
                        FindingCatalogue.CAUSE_SEGMENT,
                        story -> segment(story, VMD_SEGMENT, VMD_SEGMENT + 1)),
                inStory(
                        "a device behind VMD is preserved",
                        FindingCatalogue.RISK_SEGMENT,
                        story -> segment(story, VMD_SEGMENT, VMD_SEGMENT)),
                inStory("a bridge is reset before the kexec", FindingCatalogue.CAUSE_BRIDGE_LOST, DevicePlants::lost),
                inStory(
                        "a bridge is added before the kexec",
                        FindingCatalogue.CAUSE_HOT_PLUG,
                        story -> add(story, new BridgeBuses(0, 0x70, 0x70)) && shift(story)),
                inStory(
                        "a bridge without bus numbers",
                        FindingCatalogue.RISK_BRIDGE,
                        story -> add(story, new BridgeBuses(0, 0, 0))),
                inStory("a virtual function is preserved", FindingCatalogue.RISK_VF, DevicePlants::virtual),
                inStory(
                        "a virtual function isn't made again",
                        FindingCatalogue.CAUSE_VF,
                        story -> virtual(story) && unplug(story)),
                inStory("a preserved device depends on ARI", FindingCatalogue.RISK_ARI, DevicePlants::ari));
    }

    // ---- places ----

    private static Predicate<Draft> inLastBoot(Story story) {
        String last = story.boots().getLast();
        return draft -> draft.boot().id().equals(last);
    }

    /** A preserved function, the same one for each question of a story. */
    private static PciAddress preserved(Story story) {
        return story.drafts().stream()
                .filter(draft -> draft.body() instanceof FilePreserved file && file.device() != null)
                .map(draft -> Objects.requireNonNull(((FilePreserved) draft.body()).device()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean enumerations(Story story, PciAddress which, UnaryOperator<DeviceEnumerated> how) {
        story.change(
                inLastBoot(story),
                draft -> draft.body() instanceof DeviceEnumerated function
                                && function.address().equals(which)
                        ? Story.with(draft, how.apply(function))
                        : draft);
        return true;
    }

    // ---- what the incoming kernel sees ----

    private static boolean shift(Story story) {
        story.change(
                inLastBoot(story),
                draft -> Story.with(draft, seen(draft.body(), DevicePlants::shifted, DevicePlants::shifted)));
        PciAddress one = preserved(story);
        return one.bus() > 0;
    }

    private static PciAddress shifted(PciAddress address) {
        return address.bus() == 0 ? address : PciAddress.of(address.segment(), address.bus() + SHIFT, address.devfn());
    }

    /** What the running kernel sees at other addresses; what was promised keeps its own. */
    private static Body seen(Body body, UnaryOperator<PciAddress> where, UnaryOperator<BridgeBuses> numbers) {
        return switch (body) {
            case DeviceEnumerated f ->
                addressed(f, where.apply(f.address()), f.bridge() == null ? null : numbers.apply(f.bridge()));
            case DriverBound b -> new DriverBound(where.apply(b.address()), b.driver(), b.result());
            case DmaProgress d -> new DmaProgress(where.apply(d.address()), d.bytes(), d.stopped(), d.result());
            default -> body;
        };
    }

    private static BridgeBuses shifted(BridgeBuses was) {
        return new BridgeBuses(
                was.primary() == 0 ? 0 : was.primary() + SHIFT, was.secondary() + SHIFT, was.subordinate() + SHIFT);
    }

    private static DeviceEnumerated addressed(DeviceEnumerated f, PciAddress address, @Nullable BridgeBuses buses) {
        return new DeviceEnumerated(
                address, f.identity(), f.classCode(), buses, f.driver(), f.virtualFunction(), f.incoming(), f.result());
    }

    private static DeviceEnumerated identified(DeviceEnumerated f, PciIdentity identity) {
        return new DeviceEnumerated(
                f.address(),
                identity,
                f.classCode(),
                f.bridge(),
                f.driver(),
                f.virtualFunction(),
                f.incoming(),
                f.result());
    }

    private static PciIdentity longer(PciIdentity identity) {
        List<Integer> path = new ArrayList<>(List.of(0xf8));
        path.addAll(identity.path());
        return new PciIdentity(path, identity.rootBus(), identity.vendor(), identity.device());
    }

    private static boolean replace(Story story) {
        return enumerations(
                story,
                preserved(story),
                function -> identified(
                        function,
                        new PciIdentity(
                                function.identity().path(), function.identity().rootBus(), 0x10ec, 0x8139)));
    }

    private static boolean unplug(Story story) {
        PciAddress gone = preserved(story);
        Predicate<Draft> last = inLastBoot(story);
        story.removeIf(draft -> last.test(draft)
                && switch (draft.body()) {
                    case DeviceEnumerated f -> f.address().equals(gone);
                    case DriverBound b -> b.address().equals(gone);
                    case DmaProgress d -> d.address().equals(gone);
                    default -> false;
                });
        return true;
    }

    private static boolean late(Story story) {
        PciAddress late = preserved(story);
        Predicate<Draft> last = inLastBoot(story);
        OptionalInt seen = story.any(last.and(draft -> draft.body() instanceof DeviceEnumerated function
                && function.address().equals(late)));
        if (seen.isEmpty()) {
            return false;
        }
        Body function = story.body(seen.getAsInt());
        unplug(story);
        OptionalInt retrieve = story.first(
                0, last.and(draft -> draft.body() instanceof FileRetrieved file && late.equals(file.device())));
        retrieve.ifPresent(place -> story.insertBehind(place - 1, Side.NONE, function));
        return retrieve.isPresent();
    }

    private static boolean segment(Story story, int before, int after) {
        everywhere(story, address -> new PciAddress(before, address.bdf()));
        story.change(
                inLastBoot(story),
                draft -> Story.with(
                        draft, seen(draft.body(), address -> new PciAddress(after, address.bdf()), buses -> buses)));
        return true;
    }

    /** The whole story with functions elsewhere. */
    private static void everywhere(Story story, UnaryOperator<PciAddress> where) {
        story.change(
                draft -> true, draft -> Story.with(draft, promised(seen(draft.body(), where, buses -> buses), where)));
    }

    private static Body promised(Body body, UnaryOperator<PciAddress> where) {
        if (!(body instanceof FileBody file) || file.device() == null) {
            return body;
        }
        PciAddress at = where.apply(file.device());
        return switch (file) {
            case FilePreserved f -> new FilePreserved(f.session(), f.token(), f.handler(), f.data(), at, f.result());
            case FileFrozen f -> new FileFrozen(f.session(), f.token(), f.handler(), f.data(), at, f.result());
            case FileRetrieved f -> new FileRetrieved(f.session(), f.token(), f.handler(), f.data(), at, f.result());
            case FileFinished f ->
                new FileFinished(f.session(), f.token(), f.handler(), f.retrieved(), f.data(), at, f.result());
            case FileBody.FileUnpreserved f -> f;
            case FileBody.FileUnfrozen f -> f;
            case FileBody.FileIdentified f -> f;
        };
    }

    // ---- what happens before the kexec ----

    /** Behind the last preserve of a device before the last boot. */
    private static OptionalInt beforeTheKexec(Story story) {
        return story.places(draft -> draft.body() instanceof FilePreserved file && file.device() != null).stream()
                .mapToInt(Integer::intValue)
                .max();
    }

    private static boolean add(Story story, BridgeBuses buses) {
        OptionalInt place = beforeTheKexec(story);
        place.ifPresent(i -> story.insertBehind(
                i,
                Side.NONE,
                new DeviceEnumerated(
                        PciAddress.of(0, 0, 0xf0),
                        new PciIdentity(List.of(0xf0), 0, 0x1b36, 0x000e),
                        0x060400,
                        buses,
                        null,
                        false,
                        null,
                        Result.success())));
        return place.isPresent();
    }

    private static boolean lost(Story story) {
        OptionalInt place = beforeTheKexec(story);
        PciAddress device = preserved(story);
        PciAddress port = story.drafts().stream()
                .filter(draft -> draft.body() instanceof DeviceEnumerated f
                        && f.bridge() != null
                        && f.address().bus() == 0
                        && f.bridge().secondary() <= device.bus()
                        && f.bridge().subordinate() >= device.bus())
                .map(draft -> ((DeviceEnumerated) draft.body()).address())
                .findFirst()
                .orElseThrow();
        place.ifPresent(i -> story.insertBehind(i, Side.NONE, new DeviceReset(port, "bus", Result.success())));
        return place.isPresent() && shift(story);
    }

    private static boolean virtual(Story story) {
        PciAddress one = preserved(story);
        story.change(
                draft -> draft.body() instanceof DeviceEnumerated f
                        && f.address().equals(one),
                draft -> {
                    DeviceEnumerated f = (DeviceEnumerated) draft.body();
                    return Story.with(
                            draft,
                            new DeviceEnumerated(
                                    f.address(),
                                    f.identity(),
                                    f.classCode(),
                                    null,
                                    f.driver(),
                                    true,
                                    null,
                                    f.result()));
                });
        return true;
    }

    /** The preserved function has device number 1 below its port. */
    private static boolean ari(Story story) {
        PciAddress one = preserved(story);
        PciAddress other = PciAddress.of(one.segment(), one.bus(), 1 << 3);
        everywhere(story, address -> address.equals(one) ? other : address);
        story.change(
                draft -> draft.body() instanceof DeviceEnumerated f
                        && f.address().equals(other),
                draft -> {
                    DeviceEnumerated f = (DeviceEnumerated) draft.body();
                    List<Integer> path = new ArrayList<>(f.identity().path());
                    path.set(path.size() - 1, 1 << 3);
                    PciIdentity id = f.identity();
                    return Story.with(
                            draft, identified(f, new PciIdentity(path, id.rootBus(), id.vendor(), id.device())));
                });
        return true;
    }
}
