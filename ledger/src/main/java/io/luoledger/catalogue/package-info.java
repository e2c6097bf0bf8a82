/** The catalogue of findings: what each check is called, how severe it is, why it matters, and what to do. Prose, no logic. */
@NullMarked
package io.luoledger.catalogue;

import org.jspecify.annotations.NullMarked;
