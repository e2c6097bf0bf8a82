package io.luoledger.experiment.freeze;

import static io.luoledger.experiment.freeze.Session.ABSENT;
import static io.luoledger.experiment.freeze.Session.AT_REBOOT;
import static io.luoledger.experiment.freeze.Session.EARLY;
import static io.luoledger.experiment.freeze.Session.FROZEN;
import static io.luoledger.experiment.freeze.Session.OPEN;
import static io.luoledger.experiment.freeze.Session.PRESERVED;

import io.luoledger.experiment.check.Cell;
import io.luoledger.experiment.check.Model;
import io.luoledger.experiment.check.ModelBuilder;
import io.luoledger.experiment.check.Rwsem;
import io.luoledger.experiment.check.ThreadBuilder;
import io.luoledger.experiment.check.Touches;
import io.luoledger.experiment.check.View;
import io.luoledger.experiment.freeze.Design.Choice;
import java.util.List;

/**
 * The outgoing half of LUO as of 7.3 with FREEZE of single sessions, as steps of threads. FLB counts change in one step, since their
 * lock is the innermost. Once the machine has jumped, every call that is under way only lets its locks go.
 */
final class FreezeModel {
    private static final String GONE = "gone";
    private static final String OUT = "out";
    private static final String END = "end";

    private final Design design;
    private final ModelBuilder model;
    private final Rwsem rwsem;
    private final Session other;
    private final Session early;
    private final Session late;
    private final List<Session> sessions;
    /** Whether the machine has jumped. */
    private final Cell gone;
    /** Whether a kexec operation runs. */
    private final Cell kexec;
    /** Whether a reboot failed since FREEZE of A. */
    private final Cell failed;
    /** Whether FREEZE of A returned 0, and A wasn't closed since. */
    private final Cell told;
    /** Whether a0 was used since it was frozen. */
    private final Cell stale;

    private final Cell flb;
    /** The count that FREEZE wrote; 0: none. */
    private final Cell flbWritten;
    /** The count in the hand-over. */
    private final Cell flbHandedOver;

    private FreezeModel(Design design, List<Actor> actors) {
        this.design = design;
        model = new ModelBuilder(design.word());
        rwsem = model.rwsem("luo_session_serialize_rwsem");
        other = Session.of(model, "C", 1, actors.contains(Actor.PRESERVE_OTHER) ? 1 : 0);
        early = Session.of(model, "A", 2, actors.contains(Actor.PRESERVE) ? 1 : 0);
        late = Session.of(model, "B", 1, 0);
        sessions = List.of(other, early, late);
        gone = model.cell("gone", 0);
        kexec = model.cell("kexec", 0);
        failed = model.cell("failed", 0);
        told = model.cell("told", 0);
        stale = model.cell("stale", 0);
        flb = model.cell("FLB count", 4);
        flbWritten = model.cell("FLB count written", 0);
        flbHandedOver = model.cell("FLB count handed over", 0);
    }

    /** The model of a design with these threads. */
    static Model of(Design design, List<Actor> actors) {
        FreezeModel built = new FreezeModel(design, actors);
        int number = 0;
        for (Actor actor : actors) {
            number++;
            boolean again = actors.subList(0, number - 1).contains(actor);
            built.thread(actor, built.model.thread(again ? actor.word() + " 2" : actor.word()));
        }
        built.model.atEnd(built::checkEntries).atEnd(built::checkUnfrozen).atEnd(built::checkFlb);
        built.model.atEnd(built::checkStale).atEnd(built::checkPromise).atEnd(built::checkResume);
        return built.model.build();
    }

    private void thread(Actor actor, ThreadBuilder thread) {
        switch (actor) {
            case FREEZE -> freeze(thread, false);
            case FREEZE_REFUSED -> freeze(thread, true);
            case PRESERVE -> preserve(thread, early, true);
            case PRESERVE_BAD -> preserve(thread, early, false);
            case PRESERVE_OTHER -> preserve(thread, other, true);
            case CLOSE -> close(thread, early);
            case CLOSE_OTHER -> close(thread, other);
            case UNFREEZE -> unfreeze(thread);
            case USE -> use(thread);
            case REBOOT -> reboot(thread, false);
            case REBOOT_REFUSED -> reboot(thread, true);
            case JUMP -> jump(thread);
        }
    }

    // ---- calls on a session ----

    /** Up to the mutex of the session; at the label {@link #OUT} the call lets go what it took. */
    private void enter(ThreadBuilder thread, Session session, String call, boolean withRwsem) {
        thread.step(
                "ioctl",
                call + " of session " + session.name(),
                Touches.changing(session.descriptor(), session.references()),
                view -> {
                    if (view.get(session.descriptor()) == 0) {
                        view.jump(END);
                    } else {
                        view.add(session.references(), 1);
                    }
                });
        if (withRwsem) {
            thread.lockRead(rwsem, "luo_session_ioctl");
        }
        thread.lock(session.mutex(), call);
        ifGone(thread, call, OUT);
    }

    private void ifGone(ThreadBuilder thread, String at, String label) {
        thread.step(at, "is still in this kernel", Touches.reading(gone), view -> {
            if (view.get(gone) != 0) {
                view.jump(label);
            }
        });
    }

    private void leave(ThreadBuilder thread, Session session, String call, boolean withRwsem) {
        thread.label(OUT).unlock(session.mutex(), call);
        if (withRwsem) {
            thread.unlockRead(rwsem, "luo_session_ioctl");
        }
        drop(thread, session, "fput");
        release(thread, session);
        thread.label(END);
    }

    /** The last reference of a session is the one that releases it. */
    private void drop(ThreadBuilder thread, Session session, String at) {
        thread.step(
                at,
                "drops a reference of session " + session.name(),
                Touches.changing(session.references(), gone),
                view -> {
                    if (view.get(gone) != 0 || view.add(session.references(), -1) > 0) {
                        view.jump(END);
                    }
                });
    }

    private void release(ThreadBuilder thread, Session session) {
        String at = "luo_session_release";
        thread.lockRead(rwsem, at);
        ifGone(thread, at, GONE);
        thread.lock(session.mutex(), at);
        thread.step(
                at,
                "looks whether session " + session.name() + " is frozen",
                Touches.changing(session.listed(), session.mark(), session.entry(), told, failed, flbWritten),
                view -> {
                    view.set(session.listed(), 0);
                    if (view.get(session.mark()) != EARLY || design.has(Choice.CLOSE_STRAIGHT)) {
                        view.jump("unpreserve");
                    }
                    forget(view, session);
                });
        for (Cell file : session.files()) {
            unfreezeFile(thread, at, file);
        }
        thread.label("unpreserve");
        for (Cell file : session.files().reversed()) {
            thread.step(at, "unpreserves " + file.name(), Touches.changing(file, flb), view -> {
                if (view.get(file) == FROZEN) {
                    lose(view, Property.UNPRESERVED, file.name() + " is unpreserved while it is frozen");
                }
                view.add(flb, view.get(file) == ABSENT ? 0 : -1);
                view.set(file, ABSENT);
            });
        }
        thread.unlock(session.mutex(), at).label(GONE).unlockRead(rwsem, at);
    }

    /** What is no longer true once a session isn't frozen. */
    private void forget(View view, Session session) {
        view.set(session.mark(), OPEN);
        view.set(session.entry(), 0);
        if (session.equals(early)) {
            view.set(told, 0);
            view.set(failed, 0);
            view.set(flbWritten, 0);
        }
    }

    private void close(ThreadBuilder thread, Session session) {
        thread.step(
                "close",
                "closes the last descriptor of session " + session.name(),
                Touches.changing(session.descriptor(), gone),
                view -> view.set(session.descriptor(), view.get(gone)));
        drop(thread, session, "fput");
        release(thread, session);
        thread.label(END);
    }

    private void freeze(ThreadBuilder thread, boolean refused) {
        String at = "luo_session_freeze";
        boolean withRwsem = !design.has(Choice.MUTEX_ONLY);
        enter(thread, early, at, withRwsem);
        thread.step(at, "looks whether session A is frozen", Touches.reading(early.mark()), view -> {
            if (view.get(early.mark()) != OPEN) {
                view.jump(OUT);
            }
        });
        if (refused) {
            freezeHalf(thread, at);
        } else {
            freezeAll(thread, at);
        }
        leave(thread, early, at, withRwsem);
    }

    private void freezeHalf(ThreadBuilder thread, String at) {
        freezeFile(thread, at, early.files().getFirst());
        refuse(thread, at, early.files().get(1));
        if (!design.has(Choice.HALF_FREEZE)) {
            unfreezeFile(thread, at, early.files().getFirst());
        }
    }

    private void freezeAll(ThreadBuilder thread, String at) {
        early.files().forEach(file -> freezeFile(thread, at, file));
        thread.step(
                at,
                "writes session A's files, marks it frozen, and returns 0",
                early.changing(told, failed, flb, flbWritten),
                view -> {
                    view.set(early.mark(), EARLY);
                    view.set(failed, 0);
                    view.set(early.entry(), early.held(view));
                    view.set(told, 1);
                    if (design.has(Choice.FLB_AT_FREEZE)) {
                        view.set(flbWritten, view.get(flb));
                    }
                });
    }

    private void unfreeze(ThreadBuilder thread) {
        String at = "luo_session_unfreeze";
        enter(thread, early, at, true);
        thread.step(
                at,
                "looks whether session A is frozen",
                Touches.changing(early.mark(), early.entry(), told, failed, flbWritten),
                view -> {
                    if (view.get(early.mark()) != EARLY) {
                        view.jump(OUT);
                    }
                    forget(view, early);
                });
        early.files().forEach(file -> unfreezeFile(thread, at, file));
        leave(thread, early, at, true);
    }

    private void preserve(ThreadBuilder thread, Session session, boolean good) {
        String at = "luo_session_preserve_fd";
        Cell file = session.files().getLast();
        if (design.has(Choice.CHECK_UNLOCKED)) {
            lookFrozen(thread, at, session, END);
        }
        enter(thread, session, at, true);
        if (!design.has(Choice.CHECK_UNLOCKED) && !design.has(Choice.CHECK_LATE) && !design.has(Choice.FD_FIRST)) {
            lookFrozen(thread, at, session, OUT);
        }
        if (!good) {
            thread.step(at, "finds no such descriptor: EBADF", Touches.reading(session.mark()), view -> {
                if (view.get(session.mark()) != OPEN) {
                    lose(view, Property.ANSWER, "session " + session.name() + " is frozen, and the call returns EBADF");
                }
                view.jump(OUT);
            });
        }
        if (design.has(Choice.FD_FIRST)) {
            lookFrozen(thread, at, session, OUT);
        }
        thread.step(at, "counts " + file.name() + " for the FLB", Touches.changing(flb), view -> view.add(flb, 1));
        if (design.has(Choice.CHECK_LATE)) {
            lookFrozen(thread, at, session, OUT);
        }
        thread.step(
                at,
                "preserves " + file.name() + ", and returns 0",
                Touches.changing(file),
                view -> view.set(file, PRESERVED));
        leave(thread, session, at, true);
    }

    private void lookFrozen(ThreadBuilder thread, String at, Session session, String label) {
        thread.step(
                at,
                "looks whether session " + session.name() + " is frozen: EBUSY",
                Touches.reading(session.mark()),
                view -> {
                    if (view.get(session.mark()) != OPEN) {
                        view.jump(label);
                    }
                });
    }

    private void use(ThreadBuilder thread) {
        Cell file = early.files().getFirst();
        thread.step(
                "write",
                "uses " + file.name(),
                Touches.reading(kexec, gone, file).writing(stale),
                view -> {
                    boolean running = view.get(kexec) == 0 && view.get(gone) == 0;
                    if (running && view.get(file) == FROZEN && !design.has(Choice.USE_REFUSED)) {
                        view.set(stale, 1);
                    }
                });
    }

    // ---- files ----

    private void freezeFile(ThreadBuilder thread, String at, Cell file) {
        thread.step(at, "freezes " + file.name(), Touches.changing(file, stale), view -> {
            if (view.get(file) == FROZEN) {
                lose(view, Property.TWICE, file.name() + " is frozen a second time");
            }
            if (view.get(file) == PRESERVED) {
                view.set(file, FROZEN);
                clearStale(view, file);
            }
        });
    }

    private void refuse(ThreadBuilder thread, String at, Cell file) {
        thread.step(at, "asks the handler of " + file.name() + ", which refuses", Touches.changing(), view -> {});
    }

    private void unfreezeFile(ThreadBuilder thread, String at, Cell file) {
        thread.step(at, "unfreezes " + file.name(), Touches.changing(file, stale), view -> {
            if (view.get(file) == PRESERVED) {
                lose(view, Property.NOT_FROZEN, file.name() + " is unfrozen, and isn't frozen");
            }
            if (view.get(file) == FROZEN) {
                view.set(file, PRESERVED);
                clearStale(view, file);
            }
        });
    }

    private void clearStale(View view, Cell file) {
        if (file.equals(early.files().getFirst())) {
            view.set(stale, 0);
        }
    }

    // ---- reboot ----

    private void jump(ThreadBuilder thread) {
        takeKexec(thread);
        thread.step(
                "kernel_kexec",
                "skips LUO, jumps, and comes back",
                Touches.changing(kexec),
                view -> view.set(kexec, 0));
        thread.label(END);
    }

    private void takeKexec(ThreadBuilder thread) {
        thread.step("kernel_kexec", "begins, unless another one runs: EBUSY", Touches.changing(kexec), view -> {
            if (view.get(kexec) != 0) {
                view.jump(END);
            }
            view.set(kexec, 1);
        });
    }

    private void reboot(ThreadBuilder thread, boolean refused) {
        String at = "luo_session_serialize";
        takeKexec(thread);
        thread.lockWrite(rwsem, at);
        serialize(thread, at, other);
        serialize(thread, at, early);
        if (refused) {
            fail(thread, at);
        } else {
            serialize(thread, at, late);
            thread.step("luo_flb_serialize", "writes the FLB's count", flbTouches(), this::serializeFlb);
            thread.step("machine_kexec", "jumps", Touches.changing(gone), view -> view.set(gone, 1));
            // whoever waits finds out that there is nothing left to do
            thread.unlockWrite(rwsem, "machine_kexec");
        }
        thread.label(END);
    }

    private void serialize(ThreadBuilder thread, String at, Session session) {
        String unlock = "unlock " + session.name();
        thread.lock(session.mutex(), at);
        thread.step(
                at,
                "looks whether session " + session.name() + " is frozen",
                Touches.reading(session.listed(), session.mark()),
                view -> {
                    if (view.get(session.listed()) == 0 || view.get(session.mark()) != OPEN) {
                        view.jump(unlock);
                    }
                });
        session.files().forEach(file -> freezeFile(thread, at, file));
        thread.step(at, "writes session " + session.name() + "'s files", session.changing(), view -> {
            view.set(session.entry(), session.held(view));
            view.set(session.mark(), design.has(Choice.UNMARKED) ? OPEN : AT_REBOOT);
        });
        thread.label(unlock).unlock(session.mutex(), at);
    }

    private void fail(ThreadBuilder thread, String at) {
        thread.lock(late.mutex(), at);
        refuse(thread, at, late.files().getFirst());
        thread.unlock(late.mutex(), at);
        rollBack(thread, at, early);
        rollBack(thread, at, other);
        if (!design.has(Choice.LOCK_KEPT)) {
            thread.unlockWrite(rwsem, at);
        }
        thread.step("kernel_kexec", "returns the handler's errno", Touches.changing(kexec), view -> view.set(kexec, 0));
    }

    private Touches flbTouches() {
        return Touches.reading(flb, flbWritten, other.entry(), early.entry(), late.entry())
                .writing(flbHandedOver);
    }

    private void serializeFlb(View view) {
        int parts =
                sessions.stream().mapToInt(session -> view.get(session.entry())).sum();
        int written = view.get(flbWritten);
        view.set(flbHandedOver, design.has(Choice.FLB_PER_SESSION) ? parts : written != 0 ? written : view.get(flb));
    }

    /** A session before the one that refused. */
    private void rollBack(ThreadBuilder thread, String at, Session session) {
        String unlock = "unlock again " + session.name();
        thread.lock(session.mutex(), at);
        thread.step(
                at,
                "looks what to undo of session " + session.name(),
                Touches.reading(session.listed()).writing(session.mark(), session.entry(), flbWritten, failed),
                view -> {
                    boolean wasEarly = view.get(session.mark()) == EARLY;
                    if (wasEarly) {
                        view.set(failed, 1);
                    }
                    if (view.get(session.listed()) == 0 || (wasEarly && !undoesEarly())) {
                        view.jump(unlock);
                    } else if (!wasEarly || design.has(Choice.ROLLBACK_ALL)) {
                        view.set(session.mark(), OPEN);
                        view.set(session.entry(), 0);
                        view.set(flbWritten, wasEarly ? 0 : view.get(flbWritten));
                    }
                });
        if (!design.has(Choice.NO_ROLLBACK)) {
            session.files().forEach(file -> unfreezeFile(thread, at, file));
        }
        thread.label(unlock).unlock(session.mutex(), at);
    }

    private boolean undoesEarly() {
        return design.has(Choice.ROLLBACK_ALL) || design.has(Choice.ROLLBACK_MARKED);
    }

    // ---- what has to hold at the end ----

    private static void lose(View view, Property property, String what) {
        view.fail(property.kind(), what);
    }

    private void checkEntries(View view) {
        for (Session session : sessions) {
            if (view.get(gone) != 0
                    && view.get(session.listed()) != 0
                    && view.get(session.entry()) != session.held(view)) {
                lose(
                        view,
                        Property.ENTRY,
                        "session " + session.name() + " holds " + session.held(view)
                                + " files, and the hand-over lists " + view.get(session.entry()));
            }
        }
    }

    private void checkUnfrozen(View view) {
        for (Session session : sessions) {
            for (Cell file : session.files()) {
                if (view.get(gone) != 0 && view.get(session.entry()) != 0 && view.get(file) == PRESERVED) {
                    lose(view, Property.UNFROZEN, file.name() + " is handed over, and isn't frozen");
                }
            }
        }
    }

    private void checkFlb(View view) {
        int files = sessions.stream().mapToInt(session -> session.held(view)).sum();
        int count = view.get(view.get(gone) != 0 ? flbHandedOver : flb);
        if (count != files) {
            lose(view, Property.FLB_COUNT, "the FLB counts " + count + ", and there are " + files + " files");
        }
    }

    private void checkStale(View view) {
        if (view.get(gone) != 0 && view.get(stale) != 0) {
            lose(view, Property.STALE, "a0 was used after FREEZE recorded what is handed over of it");
        }
    }

    private void checkPromise(View view) {
        if (view.get(told) != 0 && view.get(early.mark()) != EARLY) {
            lose(view, Property.PROMISE, "FREEZE of session A returned 0, and it is not frozen by it any more");
        }
    }

    private void checkResume(View view) {
        boolean frozen = early.files().stream().anyMatch(file -> view.get(file) == FROZEN);
        boolean left = view.get(failed) != 0 && view.get(early.mark()) == EARLY && frozen;
        if (view.get(gone) == 0 && left && !design.has(Choice.UNFREEZE_CALL)) {
            lose(view, Property.RESUME, "the reboot failed, and session A's files are frozen until it is closed");
        }
    }
}
