/** The walls between the rooms, as tests. */
@NullMarked
package io.luoledger.architecture;

import org.jspecify.annotations.NullMarked;
