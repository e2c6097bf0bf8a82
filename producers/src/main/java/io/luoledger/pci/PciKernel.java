package io.luoledger.pci;

import io.luoledger.event.Body;
import io.luoledger.event.DeviceBody.DeviceRemoved;
import io.luoledger.event.DeviceBody.DriverBound;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.text.TextFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The enumerations of one kernel as what they tell: at its first moment every function, and every address of the kernel
 * before at which there is none any more; at each later moment what changed.
 *
 * @param number the source's number of the kernel
 */
public record PciKernel(int number, List<Moment> moments) {
    /**
     * One moment.
     *
     * @param when what the source calls it
     */
    public record Moment(String when, List<Body> changes, int functions) {
        public Moment {
            changes = List.copyOf(changes);
        }
    }

    public PciKernel {
        moments = List.copyOf(moments);
    }

    /** The kernels of a capture, in boot order. Throws UnreadableInputException for text of another kind. */
    public static List<PciKernel> read(TextFile capture) {
        return of(PciCapture.read(capture));
    }

    static List<PciKernel> of(List<PciMoment> moments) {
        List<PciKernel> kernels = new ArrayList<>();
        Set<PciAddress> before = new LinkedHashSet<>();
        for (int from = 0; from < moments.size(); ) {
            int to = from;
            while (to < moments.size()
                    && moments.get(to).kernel() == moments.get(from).kernel()) {
                to++;
            }
            List<PciMoment> own = moments.subList(from, to);
            kernels.add(of(own, before));
            before.clear();
            own.forEach(moment -> before.addAll(moment.functions().keySet()));
            from = to;
        }
        return kernels;
    }

    private static PciKernel of(List<PciMoment> moments, Set<PciAddress> before) {
        List<Moment> told = new ArrayList<>();
        SortedMap<PciAddress, PciFunction> known = new TreeMap<>();
        SortedSet<PciAddress> gone = new TreeSet<>(before);
        for (PciMoment moment : moments) {
            List<Body> changes = new ArrayList<>();
            gone.removeAll(moment.functions().keySet());
            moment.functions().forEach((address, function) -> changed(known.get(address), function, changes));
            // behind the others: a function that is elsewhere now isn't missed
            gone.forEach(address -> changes.add(new DeviceRemoved(address, Result.success())));
            told.add(new Moment(moment.when(), changes, moment.functions().size()));
            known.clear();
            known.putAll(moment.functions());
            gone.clear();
            gone.addAll(moment.functions().keySet());
        }
        return new PciKernel(moments.getFirst().kernel(), told);
    }

    private static void changed(@Nullable PciFunction was, PciFunction is, List<Body> changes) {
        if (was == null || !is.equalsButForDriver(was)) {
            changes.add(is.enumerated());
        } else if (!is.equals(was)) {
            changes.add(new DriverBound(is.address(), is.driver(), Result.success()));
        }
    }
}
