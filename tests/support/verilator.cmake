# SPDX-License-Identifier: Apache-2.0
# Verilator: NICVS_VERILATOR is empty where it is not installed; nicvs_verilated is its own code.
include_guard(GLOBAL)
find_program(NICVS_VERILATOR verilator)
if(NOT NICVS_VERILATOR)
  return()
endif()

# Verilator's own code does not keep to the project's warnings.
execute_process(COMMAND ${NICVS_VERILATOR} --getenv VERILATOR_ROOT
                OUTPUT_VARIABLE verilator_root OUTPUT_STRIP_TRAILING_WHITESPACE)
set(include ${verilator_root}/include)
add_library(nicvs_verilated STATIC ${include}/verilated.cpp ${include}/verilated_threads.cpp)
target_compile_options(nicvs_verilated PRIVATE -w -O2)
target_include_directories(nicvs_verilated SYSTEM PUBLIC ${include} ${include}/vltstd)
target_link_libraries(nicvs_verilated PUBLIC Threads::Threads atomic)  # clang needs libatomic

# nicvs_verilate(<prefix> TOP module RTL files...): the library nicvs_model_<prefix> with the class
# <prefix> in <prefix>.h, assertions on
function(nicvs_verilate prefix)
  cmake_parse_arguments(arg "" "TOP" "RTL" ${ARGN})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${prefix})
  add_custom_command(
    OUTPUT ${folder}/${prefix}__ALL.a ${folder}/${prefix}.h
    COMMAND ${CMAKE_COMMAND} -E env OBJCACHE=${CCACHE_PROGRAM}
            ${NICVS_VERILATOR} --cc --build -O3 --x-assign fast --x-initial fast -Wno-fatal --assert
            -CFLAGS "-O1 -w" -MAKEFLAGS -s --prefix ${prefix} --top-module ${arg_TOP} --Mdir ${folder}
            ${arg_RTL}
    DEPENDS ${arg_RTL}
    COMMENT "Verilating ${arg_TOP}" VERBATIM)
  add_custom_target(nicvs_verilate_${prefix} DEPENDS ${folder}/${prefix}__ALL.a)
  add_library(nicvs_model_${prefix} INTERFACE)
  add_dependencies(nicvs_model_${prefix} nicvs_verilate_${prefix})
  target_include_directories(nicvs_model_${prefix} SYSTEM INTERFACE ${folder})
  target_link_libraries(nicvs_model_${prefix} INTERFACE ${folder}/${prefix}__ALL.a nicvs_verilated)
endfunction()
