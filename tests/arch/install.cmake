# Installs a build to an empty folder, and uses what is there as others would: the
# program and its manual page, find_package(cobuy), and pkg-config.
#   cmake -DBUILD=<build folder> -DROOT=<project> -DWORK=<empty folder> -DCC=<compiler>
#         -DGENERATOR=<generator> -DFLAGS=<C flags> -P install.cmake
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command}: exit ${result}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Runs the examples that were built in 'folder'.
function(run_examples folder)
  run(${folder}/rules_from_memory)
  if(NOT output MATCHES "beer => diapers: 2 of 2 baskets, lift 1.33")
    message(FATAL_ERROR "${folder}/rules_from_memory printed:\n${output}")
  endif()
  file(WRITE ${WORK}/log.csv "order_id,sku\n1,tea\n1,milk\n2,tea\n2,milk\n3,beer\n")
  run(${folder}/rules_from_log ${WORK}/log.csv ${WORK}/rules.csv)
  if(NOT output STREQUAL "3 baskets, 2 rules\n")
    message(FATAL_ERROR "${folder}/rules_from_log printed:\n${output}")
  endif()
  file(READ ${WORK}/rules.csv rules)
  if(NOT rules MATCHES "\nmilk,tea,2,2,2,3,")
    message(FATAL_ERROR "${folder}/rules_from_log wrote:\n${rules}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
file(GLOB_RECURSE installed RELATIVE ${prefix} ${prefix}/*)
foreach(wanted bin/cobuy include/cobuy/cobuy.h share/man/man1/cobuy.1
        share/bash-completion/completions/cobuy)
  if(NOT wanted IN_LIST installed)
    message(FATAL_ERROR "${wanted} was not installed")
  endif()
endforeach()

file(GLOB_RECURSE pc ${prefix}/*/cobuy.pc)
get_filename_component(pc_folder "${pc}" DIRECTORY)
get_filename_component(library_folder "${pc_folder}" DIRECTORY)
set(ENV{PKG_CONFIG_PATH} "${pc_folder}")
set(ENV{LD_LIBRARY_PATH} "${library_folder}:$ENV{LD_LIBRARY_PATH}")
run(${prefix}/bin/cobuy --version)

run(${CMAKE_COMMAND} -S ${ROOT}/tests/examples -B ${WORK}/found -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_C_COMPILER=${CC} "-DCMAKE_C_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/found)
run_examples(${WORK}/found)

# Both, since a static library that lacks one of its own goes unnoticed by a program that
# does not need that one.
run(pkg-config --static --cflags --libs cobuy)
separate_arguments(flags UNIX_COMMAND "${output} ${FLAGS}")
file(MAKE_DIRECTORY ${WORK}/by_pkg_config)
foreach(example rules_from_memory rules_from_log)
  run(${CC} ${ROOT}/tests/examples/${example}.c -o ${WORK}/by_pkg_config/${example}
      ${flags})
endforeach()
run_examples(${WORK}/by_pkg_config)
