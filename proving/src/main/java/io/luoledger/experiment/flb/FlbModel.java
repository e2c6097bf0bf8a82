package io.luoledger.experiment.flb;

import io.luoledger.experiment.check.Cell;
import io.luoledger.experiment.check.Model;
import io.luoledger.experiment.check.ModelBuilder;
import io.luoledger.experiment.check.Mutex;
import io.luoledger.experiment.check.Rwsem;
import io.luoledger.experiment.check.ThreadBuilder;
import io.luoledger.experiment.check.Touches;
import io.luoledger.experiment.flb.Design.PciLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The PCI core's side, and the threads: steps of drivers/pci, of the VFIO driver and of LUO's sessions. */
final class FlbModel implements Incoming.FinishCallback {
    private static final String PCI_FINISH = "pci_flb_finish";
    private static final String SETUP = "pci_liveupdate_setup_device";
    private static final String IS_INCOMING = "pci_liveupdate_is_incoming";
    private static final String IS_PRESERVED = "pci_liveupdate_incoming_is_preserved";

    private final Setting setting;
    private final ModelBuilder model;
    private final @Nullable Mutex pciMutex;
    private final @Nullable Rwsem pciRwsem;
    private final Mutex rescanLock;
    private final Mutex deviceLock;
    private final Incoming flb;
    private final List<Cell> devices = new ArrayList<>();

    private FlbModel(Setting setting, String name, int files) {
        boolean rwsem = setting.design().pciLock() == PciLock.RWSEM;
        // with a pointer in each pci_dev, each holds a reference from its enumeration on
        int held = rwsem && !setting.neverAsked() ? files : 0;
        this.setting = setting;
        this.model = new ModelBuilder(name);
        this.pciMutex = rwsem ? null : model.mutex("pci_flb_incoming_lock");
        this.pciRwsem = rwsem ? model.rwsem("pci_liveupdate.rwsem") : null;
        this.rescanLock = model.mutex("pci_rescan_remove_lock");
        this.deviceLock = model.mutex("device_lock");
        this.flb = new Incoming(model, setting, files, held, this);
        for (int device = 0; device < held; device++) {
            devices.add(model.cell("dev" + device + ".liveupdate.incoming", 1));
        }
    }

    /** The model of a design with these threads. */
    static Model of(Setting setting, List<Actor> actors) {
        int finishing =
                (int) actors.stream().filter(actor -> actor == Actor.FINISH).count();
        String name = setting.design().word() + ": "
                + actors.stream().map(Actor::word).collect(Collectors.joining(" + "));
        FlbModel model = new FlbModel(setting, name, Math.max(1, finishing));
        Map<Actor, Integer> numbers = new HashMap<>();
        for (Actor actor : actors) {
            int number = numbers.merge(actor, 1, Integer::sum);
            boolean several = actors.indexOf(actor) != actors.lastIndexOf(actor);
            model.add(actor, several ? actor.word() + " " + number : actor.word(), number - 1);
        }
        int left = finishing > 0 ? 0 : 1;
        model.model.atEnd(view -> model.flb.checkAtEnd(view, left));
        return model.model.build();
    }

    private void add(Actor actor, String name, int number) {
        ThreadBuilder thread = model.thread(name);
        Cell pointer = model.cell(name + ": ser", 0);
        switch (actor) {
            case PROBE -> {
                thread.lock(deviceLock, "device_driver_attach");
                isPreserved(thread, pointer);
                thread.unlock(deviceLock, "device_driver_attach");
            }
            case OPEN -> isPreserved(thread, pointer);
            case RETRIEVE -> lookUp(thread, setting.design().cached() ? SETUP : IS_PRESERVED, pointer);
            case RESCAN -> {
                thread.lock(rescanLock, "pci_lock_rescan_remove");
                if (setting.design().cached()) {
                    lookUp(thread, SETUP, pointer);
                }
                isPreserved(thread, pointer);
                thread.unlock(rescanLock, "pci_unlock_rescan_remove");
            }
            case FINISH -> finish(thread, name, pointer, number);
        }
    }

    /** What probe and open ask. */
    private void isPreserved(ThreadBuilder thread, Cell pointer) {
        if (!setting.design().cached()) {
            lookUp(thread, IS_PRESERVED, pointer);
        } else if (pciRwsem != null) {
            thread.lockRead(pciRwsem, IS_INCOMING);
            thread.step(
                    IS_INCOMING,
                    "looks whether the pci_dev's pointer is set",
                    Touches.reading(devices.toArray(Cell[]::new)),
                    view -> {});
            thread.unlockRead(pciRwsem, IS_INCOMING);
        } else {
            thread.step("vfio_pci_core_is_incoming", "reads a bit of the pci_dev", Touches.reading(), view -> {});
        }
    }

    private void lookUp(ThreadBuilder thread, String at, Cell pointer) {
        String nothing = "nothing at " + at;
        lockPci(thread, at);
        flb.get(thread, pointer, nothing);
        flb.use(thread, at, "searches the table", pointer);
        flb.put(thread);
        thread.label(nothing);
        unlockPci(thread, at);
    }

    /** FINISH of a session with one file: its handler's finish, then LUO's part. */
    private void finish(ThreadBuilder thread, String name, Cell pointer, int number) {
        Mutex session = model.mutex("session.mutex of " + name);
        thread.lock(session, "luo_session_finish");
        if (!setting.neverAsked()) {
            String at = pciRwsem == null ? "pci_liveupdate_incoming_finish" : "pci_liveupdate_finish";
            lockPci(thread, at);
            flb.get(thread, pointer, "no FLB");
            if (pciRwsem == null) {
                flb.use(thread, at, "removes the function's entry", pointer);
            } else {
                Cell device = devices.get(number);
                thread.step(
                        at,
                        "clears the pci_dev's pointer",
                        Touches.reading(flb.table(), pointer).writing(device),
                        view -> {
                            flb.use(view, pointer);
                            view.set(device, 0);
                        });
                flb.put(thread);
            }
            flb.put(thread);
            thread.label("no FLB");
            unlockPci(thread, at);
        }
        flb.fileFinished(thread);
        thread.unlock(session, "luo_session_finish");
    }

    private void lockPci(ThreadBuilder thread, String at) {
        if (pciMutex != null) {
            thread.lock(pciMutex, at);
        } else if (pciRwsem != null) {
            thread.lockWrite(pciRwsem, at);
        }
    }

    private void unlockPci(ThreadBuilder thread, String at) {
        if (pciMutex != null) {
            thread.unlock(pciMutex, at);
        } else if (pciRwsem != null) {
            thread.unlockWrite(pciRwsem, at);
        }
    }

    @Override
    public void enter(ThreadBuilder thread) {
        if (setting.design().locksInFinish()) {
            lockPci(thread, PCI_FINISH);
        }
        if (setting.design().walksInFinish()) {
            thread.lock(rescanLock, PCI_FINISH);
        }
    }

    @Override
    public void leave(ThreadBuilder thread) {
        if (setting.design().walksInFinish()) {
            thread.unlock(rescanLock, PCI_FINISH);
        }
        if (setting.design().locksInFinish()) {
            unlockPci(thread, PCI_FINISH);
        }
    }
}
