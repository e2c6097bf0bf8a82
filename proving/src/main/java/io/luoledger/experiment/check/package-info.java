/**
 * A bounded model checker: every interleaving of a few threads over shared state, of which the state space is small and the
 * thinking isn't.
 *
 * <p>To write a model:
 *
 * <pre>{@code
 * ModelBuilder model = new ModelBuilder("flb");
 * Mutex lock = model.mutex("flb.incoming.lock");
 * Cell count = model.cell("flb.count", 1);
 * Lifetime table = model.object("pci_ser", true);
 * Cell pointer = model.cell("probe.ser", 0);                      // a local variable: only one thread touches it
 * model.thread("probe")
 *         .lock(lock, "liveupdate_flb_get_incoming")
 *         .step("liveupdate_flb_get_incoming", "copies the pointer", Touches.reading(table).writing(pointer),
 *                 view -> view.set(pointer, view.reference(table)))
 *         .unlock(lock, "liveupdate_flb_get_incoming")
 *         .step("pci_liveupdate_incoming_is_preserved", "searches the table", Touches.reading(table, pointer),
 *                 view -> view.use(table, view.get(pointer)));
 * model.atEnd(view -> { if (view.get(count) != 0) view.fail("leaked reference", "flb.count isn't 0"); });
 * Outcome outcome = Checker.check(model.build(), new Limits(1_000_000, true), states -> {});
 * }</pre>
 *
 * <ul>
 *   <li>A step is atomic and names the function that does it. It touches what it declares, and nothing else: {@link
 *       io.luoledger.experiment.check.View} refuses the rest, since the reduction rests on it.
 *   <li>Threads have no loops: {@code view.jump(label)} goes forward only. So every run ends, and the search needs no depth.
 *   <li>A lock that is held, and {@code await}, block. {@code view.fail(kind, what)} ends the run there: what a kernel does after a use after
 *       free is nobody's guess.
 *   <li>Deadlocks (a cycle of threads that wait for each other's locks) and hangs (blocked for good, without such a cycle) are found by
 *       themselves; what has to hold when all threads are through is for {@code atEnd}.
 * </ul>
 */
@NullMarked
package io.luoledger.experiment.check;

import org.jspecify.annotations.NullMarked;
